import {OUTAGE_MS} from '../../core/outage.js';

export interface LockTimes {
  /** A host that receives no sign of life for this long releases the lock. */
  readonly silenceSeconds: number;
  readonly signMs: number;
  /** How long a host may take to answer. */
  readonly answerMs: number;
  /** How long a run may be without a majority while lost connections may come back. */
  readonly outageMs: number;
  /** Between two attempts to take the lock again. */
  readonly againMs: number;
}

/** A host keeps the lock longer than the SSH keepalive needs to detect a lost connection: a run learns of it first. */
export const TIMES: LockTimes = {
  silenceSeconds: 60,
  signMs: 10_000,
  answerMs: 60_000,
  outageMs: OUTAGE_MS,
  againMs: 2000,
};
