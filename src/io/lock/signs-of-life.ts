import {pause} from '../clock.js';

/** The input of a process that holds the lock: it ends when the signs stop, and with the word of a release. */
interface SignsOfLife {
  /** `first`, and then a sign each time the given time has passed. */
  after(first: string): AsyncGenerator<Uint8Array>;
  /** The input ends: nothing reads it any more. */
  stop(): void;
  /** The run does not need the lock any more, and says so. */
  release(): void;
}

export function signsOfLife(everyMs: number): SignsOfLife {
  const over = new AbortController();
  let isReleased = false;
  return {
    async *after(first) {
      yield Buffer.from(first);
      for (;;) {
        await pause(everyMs, over.signal);
        if (over.signal.aborted) break;
        yield Buffer.from(SIGN);
      }
      if (isReleased) yield Buffer.from(RELEASE);
    },
    stop: () => over.abort(),
    release: () => {
      isReleased = true;
      over.abort();
    },
  };
}

/** As templates/host/lock-hold.sh reads them. */
const SIGN = '.';
const RELEASE = 'r';
