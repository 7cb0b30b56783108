/** How the content of an artifact is sent to a host: compressed, as the bundle has it, or as it is. */
export type Encoding = 'gzip' | 'raw';

/**
 * What was measured on one host during its upload, in bytes a second. Of an encoding it is content, from this machine to the
 * file on the host: with the compression, the link, the decompression and everything else that these machines do.
 */
export interface Rates {
  /** Of sent bytes, without decompression. */
  readonly link?: number;
  readonly gzip?: number;
  /** 0 when the artifact cannot be sent as it is. */
  readonly raw?: number;
}

/**
 * Raw is tried only if the link is faster than gzip is with everything, by so much that noise is no reason: on a slower link
 * the trial alone would take longer than what it may save.
 */
const WORTH_A_TRIAL = 2;
/** It must pay for three times the bytes, which other hosts and users of the link wait for. */
const WORTH_THE_BYTES = 1.3;

/** How the next artifact is sent. */
export const nextEncoding = ({link, gzip, raw}: Rates): Encoding => {
  if (link === undefined || gzip === undefined || link < WORTH_A_TRIAL * gzip) return 'gzip';
  return raw === undefined || raw >= WORTH_THE_BYTES * gzip ? 'raw' : 'gzip';
};

/** Whether more measurements would change nothing. */
export const isChosen = ({link, gzip, raw}: Rates): boolean =>
  link !== undefined && gzip !== undefined && (raw !== undefined || link < WORTH_A_TRIAL * gzip);

/** Of less than this much a measurement says nothing: the start of programs and the caches decide it. */
export const MEASURABLE_BYTES = 4 * 1024 * 1024;

/**
 * The pieces of a compressed upload that are stored and acknowledged before the rest is decompressed: the time from the
 * first to the second is that of the link. The first one fills what is between sender and reader.
 */
export const measuredPieces = (bytes: number): readonly [number, number] => [
  Math.min(Math.floor(bytes / 4), MEASURABLE_BYTES / 4),
  Math.min(Math.floor(bytes / 2), MEASURABLE_BYTES * 2),
];
