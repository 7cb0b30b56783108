import {
  type Encoding,
  isChosen,
  MEASURABLE_BYTES,
  measuredPieces,
  nextEncoding,
  type Rates,
} from '../../core/artifacts/encoding.js';
import type {Content, OpenArtifact} from '../bundle/content.js';
import {monotonicMs} from '../clock.js';
import type {Acknowledgements} from './acknowledgements.js';

export interface OpenUpload extends OpenArtifact {
  /** Bytes of the artifact when it is not compressed. */
  readonly contentSize: number;
  readonly onSent: (sentBytes: number, totalBytes: number) => void;
}

/**
 * The artifacts, each after a line about its encoding. Which one is chosen by what is measured on the first of them: while it
 * is not chosen, the host acknowledges one before the next is sent.
 */
export async function* uploadStream(
  uploads: readonly OpenUpload[],
  acknowledged: Acknowledgements,
): AsyncGenerator<Uint8Array> {
  let rates: Rates = {};
  let ahead: Promise<Content | undefined> | undefined;
  for (const [index, upload] of uploads.entries()) {
    const isLarge = upload.size >= MEASURABLE_BYTES;
    const wanted = isLarge || isChosen(rates) ? nextEncoding(rates) : 'gzip';
    const raw = wanted === 'raw' ? await (ahead ?? uncompressed(upload)) : undefined;
    if (wanted === 'raw' && raw === undefined) rates = {...rates, raw: 0};
    // It is unpacked while this one is sent.
    const next = uploads[index + 1];
    ahead = raw !== undefined && next !== undefined && isChosen(rates) ? uncompressed(next) : undefined;

    const measures = isLarge && !isChosen(rates) && index < uploads.length - 1;
    const startedMs = monotonicMs();
    if (raw !== undefined) {
      yield header('raw', raw.size, measures ? ['rest'] : []);
      yield* sending(raw, upload);
      if (measures) rates = {...rates, raw: perSecond(raw.size, startedMs, await acknowledged.next())};
      continue;
    }
    const pieces = measuredPieces(upload.size);
    yield header('gzip', upload.size, measures ? [...pieces, 'rest'] : []);
    yield* sending(upload, upload);
    if (!measures) continue;
    const [firstMs, secondMs, lastMs] = [
      await acknowledged.next(),
      await acknowledged.next(),
      await acknowledged.next(),
    ];
    rates = {
      link: perSecond(pieces[1], firstMs, secondMs),
      gzip: perSecond(upload.contentSize * (1 - pieces[0] / upload.size), firstMs, lastMs),
    };
  }
}

/** Undefined if it can only be sent compressed: there may be no space to unpack it. */
const uncompressed = async (upload: OpenUpload): Promise<Content | undefined> =>
  upload.uncompressed?.().catch(() => undefined);

/** ENCODING, bytes, and what the host acknowledges: pieces of so many bytes, and the rest. */
const header = (encoding: Encoding, size: number, measured: readonly (number | 'rest')[]): Uint8Array =>
  Buffer.from(`${encoding}\t${size}\t${measured.join(' ')}\n`);

async function* sending({size, bytes}: Content, {onSent}: OpenUpload): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of bytes) {
    yield chunk;
    sent += chunk.byteLength;
    onSent(sent, size);
  }
}

const perSecond = (bytes: number, fromMs: number, toMs: number): number => (bytes * 1000) / (toMs - fromMs);
