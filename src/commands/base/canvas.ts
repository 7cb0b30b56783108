import type {Canvas} from '../../core/picture/text.js';

/** What can be drawn there: colour where a terminal has it and nobody has said NO_COLOR. */
export const canvasOf = (out: NodeJS.WriteStream): Canvas => ({
  // What fills a line to its end loses its last character where the rest of the line is cleared.
  columns: out.isTTY ? Math.max(0, out.columns - 1) : 0,
  colour: out.isTTY && out.hasColors(),
});
