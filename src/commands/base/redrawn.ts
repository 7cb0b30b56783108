import {screenful} from './screenful.js';

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
