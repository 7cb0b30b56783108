import {monotonicMs} from '../clock.js';

/** Lines "received" of a host that reads an upload. */
export interface Acknowledgements {
  readonly onStdout: (chunk: Buffer) => void;
  /** When the next one that was not asked for yet arrives, in monotonic milliseconds; never if the host ends before. */
  next(): Promise<number>;
}

export const acknowledgements = (): Acknowledgements => {
  const arrived: number[] = [];
  const waiting: ((atMs: number) => void)[] = [];
  let line = '';
  return {
    onStdout: chunk => {
      const lines = (line + chunk.toString('latin1')).split('\n');
      line = (lines.pop() ?? '').slice(-LONGEST_LINE);
      for (const each of lines) {
        if (each !== 'received') continue;
        const resolve = waiting.shift();
        if (resolve === undefined) arrived.push(monotonicMs());
        else resolve(monotonicMs());
      }
    },
    next: () => {
      const atMs = arrived.shift();
      return atMs === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(atMs);
    },
  };
};

const LONGEST_LINE = 100;
