/** From and until when a certificate counts. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** As with kubeadm: a host whose clock is a little behind accepts the certificate at once. */
const BACKDATE = 5 * MINUTE;

/** The time a new certificate gets: whole seconds, and never outside its authority's own. */
export function validityFrom(now: Date, days: number, ca?: Validity): Validity {
  const start = Math.floor(now.getTime() / SECOND) * SECOND;
  const from = start - BACKDATE;
  const until = start + days * DAY;
  return {
    notBefore: new Date(Math.max(from, ca?.notBefore.getTime() ?? from)),
    notAfter: new Date(Math.min(until, ca?.notAfter.getTime() ?? until)),
  };
}

/** The longest before its end that a certificate is renewed. */
const RENEWAL_WINDOW = 60 * DAY;

/**
 * Due in the last sixth of its life, yet no more than sixty days before the end: a certificate of a year meets a run
 * or two before the usual thirty-day alarms go off. One that ends with its authority is not due, for a new one would
 * end then as well.
 */
export function isDue({notBefore, notAfter}: Validity, ca: Validity, now: Date): boolean {
  const life = notAfter.getTime() - notBefore.getTime();
  const left = notAfter.getTime() - now.getTime();
  return left < Math.min(life / 6, RENEWAL_WINDOW) && notAfter < ca.notAfter;
}

/** "2027-11-23" */
export const day = (date: Date): string => date.toISOString().slice(0, 10);
