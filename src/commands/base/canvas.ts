import type {Canvas} from '../../core/picture/text.js';

/** What can be drawn there: colour where a terminal has it and nobody has said NO_COLOR. */
export const canvasOf = (out: NodeJS.WriteStream): Canvas => ({
  columns: out.isTTY ? out.columns : 0,
  colour: out.isTTY && out.hasColors(),
});
