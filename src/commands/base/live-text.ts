import {stripVTControlCharacters} from 'node:util';
import type {Canvas} from '../../core/drawing/text.js';
import {counted} from '../../core/format.js';

/** As much of a terminal, or of a log, as is needed. */
export interface Shown {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly rows?: number;
  readonly columns?: number;
}

/**
 * Text that is shown again whenever it changes: in place on a terminal, on a screen of its own that is left as it was,
 * and one after the other in a log.
 */
export class Redrawn {
  private last: string | undefined;

  constructor(private readonly out: Shown) {
    if (out.isTTY) out.write(ENTER);
  }

  show(text: string): void {
    if (text === this.last) return;
    this.last = text;
    this.out.write(this.out.isTTY ? this.inPlace(text) : `${text}\n\n`);
  }

  close(): void {
    if (this.out.isTTY) this.out.write(LEAVE);
    if (this.out.isTTY && this.last !== undefined) this.out.write(`${this.last}\n`);
  }

  /** One write a drawing: a terminal never shows half of one. */
  private inPlace(text: string): string {
    const {rows, columns} = this.out;
    const lines = screenful(text, {rows: rows || 24, columns: columns || 80});
    return `${HOME}${lines.join(`${CLEAR_LINE}\n`)}${CLEAR_BELOW}`;
  }
}

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

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

/** What the stream can show: colour only on a terminal that has it, and without NO_COLOR. */
export const canvasOf = (out: NodeJS.WriteStream): Canvas => ({
  // What fills a line to its end loses its last character where the rest of the line is cleared.
  columns: out.isTTY ? Math.max(0, out.columns - 1) : 0,
  colour: out.isTTY && out.hasColors(),
});
