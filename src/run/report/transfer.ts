import {bytes} from '../../core/format.js';
import type {Transfer} from './event.js';
import {transferText} from './lines.js';

/** Since when a file is transferred, in milliseconds, and how much of it was there before. */
export interface TransferStart {
  readonly artifact: string;
  readonly since: number;
  readonly fromBytes: number;
}

const partOf = (event: Transfer): number => (event.type === 'upload' ? event.sentBytes : event.receivedBytes);

export const isComplete = (event: Transfer): boolean => partOf(event) >= event.totalBytes;

/** @param before of the previous transfer with the host. */
export const transferStart = (before: TransferStart | undefined, event: Transfer, now: number): TransferStart =>
  before?.artifact === event.artifact && before.fromBytes <= partOf(event)
    ? before
    : {artifact: event.artifact, since: now, fromBytes: partOf(event)};

/** "etcd snapshot 42% of 1.2 GB received, 31.0 MB/s" */
export function transferProgress(event: Transfer, {since, fromBytes}: TransferStart, now: number): string {
  const [passed, text] = [now - since, transferText(event)];
  if (passed < STEADY_MS) return text;
  return `${text}, ${bytes(Math.round(((partOf(event) - fromBytes) * 1000) / passed))}/s`;
}

/** A shorter time says nothing about the rate. */
const STEADY_MS = 1000;
