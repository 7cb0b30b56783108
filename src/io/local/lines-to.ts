import {closeSync, writeSync} from 'node:fs';

/** Lines of a file. Neither call throws: what cannot be written is dropped. */
interface Lines {
  write(line: string): void;
  /** Later lines are dropped. */
  close(): void;
}

/** @param failed is called with the error for each line that could not be written. */
export const linesTo = (descriptor: number, failed: (error: NodeJS.ErrnoException) => void): Lines => {
  let open = true;
  let isMidLine = false;

  const writeAll = (text: string): void => {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; isMidLine = written < bytes.length)
      written += writeSync(descriptor, bytes, written);
  };

  return {
    write: line => {
      if (!open) return;
      try {
        // A line of which a full disk took only a part ends here.
        writeAll(`${isMidLine ? '\n' : ''}${line}\n`);
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
    close: () => {
      if (!open) return;
      open = false;
      try {
        closeSync(descriptor);
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
  };
};
