/** The validity period of a certificate. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** As with kubeadm: a host whose clock is slightly behind accepts the certificate at once. */
export const BACKDATE_MS = 5 * MINUTE;

/** The validity of a new certificate: in seconds, and within that of its CA. */
export function validityFrom(now: Date, days: number, ca?: Validity): Validity {
  const start = Math.floor(now.getTime() / SECOND) * SECOND;
  const from = start - BACKDATE_MS;
  const until = start + days * DAY;
  return {
    notBefore: new Date(Math.max(from, ca?.notBefore.getTime() ?? from)),
    notAfter: new Date(Math.min(until, ca?.notAfter.getTime() ?? until)),
  };
}

/** A certificate is renewed at most this long before it expires. */
const RENEWAL_WINDOW = 60 * DAY;

/** From then on an administrator should not wait for the next run. */
const URGENT = 14 * DAY;

/**
 * In the last third of the validity, and at most sixty days before it expires: one run a month renews a certificate of 90
 * days before the last two weeks, in which it is reported as an error.
 */
export function isEnding({notBefore, notAfter}: Validity, now: Date): boolean {
  const life = notAfter.getTime() - notBefore.getTime();
  return notAfter.getTime() - now.getTime() < Math.min(life / 3, RENEWAL_WINDOW);
}

/** In the last sixth of the validity, and at most fourteen days before it expires. */
export function isUrgent({notBefore, notAfter}: Validity, now: Date): boolean {
  const life = notAfter.getTime() - notBefore.getTime();
  return notAfter.getTime() - now.getTime() <= Math.min(life / 6, URGENT);
}

/**
 * Renewal is due when a certificate ends soon. One that expires with its CA is not due: a new one would expire at the same
 * time.
 */
export const isDue = (validity: Validity, ca: Validity, now: Date): boolean =>
  isEnding(validity, now) && validity.notAfter < ca.notAfter;

/** "2027-11-23" */
export const day = (date: Date): string => date.toISOString().slice(0, 10);
