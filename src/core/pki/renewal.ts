import type {Renewal} from '../model/key-change.js';
import {BACKDATE_MS, type Validity} from './lifetimes.js';

const DAY_MS = 86_400_000;

/** A certificate that expires with its CA is not renewed: a new one would expire at the same time. */
export function isAsked(
  {issuedBefore, withinDays}: Renewal,
  {notBefore, notAfter}: Validity,
  ca: Validity,
  now: Date,
): boolean {
  const issued = notBefore.getTime() + BACKDATE_MS;
  const left = notAfter.getTime() - now.getTime();
  return (
    notAfter < ca.notAfter &&
    issued < issuedBefore.getTime() &&
    (withinDays === undefined || left < withinDays * DAY_MS)
  );
}
