/**
 * Text that is shown again whenever it changes: in place on a terminal, on a screen of its own that is left as it was,
 * and one after the other in a log.
 */
export class Redrawn {
  private last: string | undefined;

  constructor(private readonly out: NodeJS.WriteStream) {
    if (out.isTTY) out.write(ENTER);
  }

  show(text: string): void {
    if (text === this.last) return;
    this.last = text;
    this.out.write(this.out.isTTY ? `${HOME}${text.split('\n').join(`${CLEAR_LINE}\n`)}${CLEAR_BELOW}` : `${text}\n\n`);
  }

  close(): void {
    if (this.out.isTTY) this.out.write(LEAVE);
    if (this.out.isTTY && this.last !== undefined) this.out.write(`${this.last}\n`);
  }
}

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
