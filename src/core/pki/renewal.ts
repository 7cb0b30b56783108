import type {Renewal} from '../model/key-change.js';
import type {Validity} from './lifetimes.js';

const DAY_MS = 86_400_000;

/** A certificate that expires with its CA is not renewed: a new one would expire at the same time. */
export function isAsked(renewal: Renewal, {notBefore, notAfter}: Validity, ca: Validity, now: Date): boolean {
  if (notAfter >= ca.notAfter) return false;
  return 'withinDays' in renewal
    ? notAfter.getTime() - now.getTime() < renewal.withinDays * DAY_MS
    : now.getTime() - notBefore.getTime() > renewal.olderThanDays * DAY_MS;
}
