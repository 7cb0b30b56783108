import type {Writable} from 'node:stream';
import {either} from './any-signal.js';
import type {Command} from './transport.js';

type Input = Command['stdin'];

/**
 * Sends `input` and the end of input, no faster than the other side reads. A reader that leaves early is no error
 * (its exit code tells why), nor is `gone`: both end the feeding. Rejects only when `input` itself fails.
 */
export const feed = async (sink: Writable, input: Input, gone: AbortSignal): Promise<void> => {
  const {signal: over, forget} = either([gone, readerLeft(sink)]);
  try {
    if (typeof input === 'string' || input instanceof Uint8Array) sink.write(input);
    else if (input !== undefined) {
      for await (const chunk of untilOver(input, over)) {
        if (!sink.write(chunk)) await happened(over, resolve => sink.once('drain', resolve));
      }
    }
    await happened(over, resolve => sink.end(resolve));
  } finally {
    forget();
  }
};

const readerLeft = (sink: Writable): AbortSignal => {
  const left = new AbortController();
  for (const event of ['error', 'close']) sink.on(event, () => left.abort());
  return left.signal;
};

async function* untilOver(input: AsyncIterable<Uint8Array>, over: AbortSignal): AsyncGenerator<Uint8Array> {
  const source = input[Symbol.asyncIterator]();
  const end = happened(over, () => {}).then(() => undefined);
  try {
    for (;;) {
      const next = await Promise.race([source.next(), end]);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that is waiting for its next chunk answers only after it came.
    source.return?.().catch(() => {});
  }
}

const happened = (over: AbortSignal, start: (resolve: () => void) => void): Promise<void> =>
  new Promise(resolve => {
    if (over.aborted) return resolve();
    const done = () => {
      over.removeEventListener('abort', done);
      resolve();
    };
    over.addEventListener('abort', done);
    start(done);
  });
