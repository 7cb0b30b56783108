import type {Writable} from 'node:stream';
import {anySignal} from './any-signal.js';
import type {Command} from './transport.js';

type Input = Command['stdin'];

/**
 * Writes `input` and the end of input, no faster than the reader reads. It ends without an error when the reader closes
 * early (its exit code has the reason) or `gone` fires. Rejects only when `input` fails.
 */
export const writeStdin = async (sink: Writable, input: Input, gone: AbortSignal): Promise<void> => {
  const {signal: over, forget} = anySignal([gone, readerClosed(sink)]);
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

const readerClosed = (sink: Writable): AbortSignal => {
  const closed = new AbortController();
  for (const event of ['error', 'close']) sink.on(event, () => closed.abort());
  return closed.signal;
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
    // Not awaited: a source that waits for its next chunk returns only after that chunk.
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
