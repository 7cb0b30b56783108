import type {RestoreTerms} from '../model/etcd-data.js';
import {digestOf} from '../model/names.js';

/** As in a marker: "<digest>:<bump>:<token>". */
export const termsText = ({snapshot, bump, token}: RestoreTerms): string => `${snapshot}:${bump}:${token}`;

/** Undefined for a text that is not understood. */
export function parseTerms(text: string): RestoreTerms | undefined {
  const [, snapshot, bump, token] = /^([0-9a-f]{64}):(\d{1,18}):([\x21-\x7e]{1,300})$/.exec(text) ?? [];
  return snapshot === undefined ? undefined : {snapshot: digestOf(snapshot), bump: bump!, token: token!};
}

export const sameTerms = (one: RestoreTerms, other: RestoreTerms): boolean => termsText(one) === termsText(other);

/** Above the revisions that clients may have seen without a trace. */
const MARGIN = 1_000_000_000n;

/**
 * How much the revision of a snapshot is raised: above the highest known revision, with a margin. A client that continues a
 * watch then learns that its revision is compacted, and lists again. Below it the client would wait without an error.
 *
 * @param revision of the snapshot, as decimal text; undefined if it is unknown: then it counts as 0.
 * @param highest known, as decimal text.
 */
export function bumpFor(revision: string | undefined, highest: string): string {
  const since = BigInt(highest) - BigInt(revision ?? 0);
  return `${(since > 0n ? since : 0n) + MARGIN}`;
}

/** Whether a raised snapshot is still above what clients may have seen meanwhile. */
export const isBumpEnough = (bump: string, revision: string | undefined, highest: string): boolean =>
  BigInt(revision ?? 0) + BigInt(bump) >= BigInt(highest) + MARGIN / 2n;

/** Of revisions as decimal text; "0" without any. */
export const highestOf = (revisions: readonly (string | undefined)[]): string =>
  `${revisions.reduce((highest, each) => (each !== undefined && BigInt(each) > highest ? BigInt(each) : highest), 0n)}`;

/** A token that no other restore has: "quorate-prod-restore-20260314T150926Z". */
export const tokenFor = (cluster: string, now: Date): string =>
  `quorate-${cluster}-restore-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;

/** How a snapshot is named in messages and in the names of files: enough of its digest to tell it from others. */
export const shortDigest = (snapshot: string): string => snapshot.slice(0, 12);

/** In a plan that is only shown, a snapshot that is taken when it is carried out. */
export const NOT_TAKEN = digestOf('0'.repeat(64));
