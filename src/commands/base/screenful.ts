import {stripVTControlCharacters} from 'node:util';
import {counted} from '../../core/format.js';

/** The lines that a screen has room for, the last of which says how many there are besides. */
export function screenful(
  text: string,
  {rows, columns}: {readonly rows: number; readonly columns: number},
): readonly string[] {
  const lines = text.split('\n');
  const height = (line: string) => Math.max(1, Math.ceil([...stripVTControlCharacters(line)].length / columns));
  const heights = lines.map(height);
  if (heights.reduce((sum, each) => sum + each, 0) <= rows) return lines;
  let left = rows - 1;
  const shown = lines.filter((_, index) => (left -= heights[index]!) >= 0);
  return [...shown, `… and ${counted(lines.length - shown.length, 'line')} more`];
}
