import {oneLine} from '../../core/printable.js';

/** Rows as lines, each column as wide as its widest cell. */
export function columns(texts: readonly (readonly string[])[]): readonly string[] {
  const rows = texts.map(cells => cells.map(oneLine));
  const widths = rows.reduce<readonly number[]>(
    (widest, cells) =>
      Array.from({length: Math.max(widest.length, cells.length)}, (_, at) =>
        Math.max(widest[at] ?? 0, cells[at]?.length ?? 0),
      ),
    [],
  );
  return rows.map(cells =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
