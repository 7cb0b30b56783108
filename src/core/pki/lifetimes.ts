/** The validity period of a certificate. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** As with kubeadm: a host whose clock is slightly behind accepts the certificate at once. */
const BACKDATE = 5 * MINUTE;

/** The validity of a new certificate: in seconds, and within that of its CA. */
export function validityFrom(now: Date, days: number, ca?: Validity): Validity {
  const start = Math.floor(now.getTime() / SECOND) * SECOND;
  const from = start - BACKDATE;
  const until = start + days * DAY;
  return {
    notBefore: new Date(Math.max(from, ca?.notBefore.getTime() ?? from)),
    notAfter: new Date(Math.min(until, ca?.notAfter.getTime() ?? until)),
  };
}

/** A certificate is renewed at most this long before it expires. */
const RENEWAL_WINDOW = 60 * DAY;

/**
 * Renewal is due in the last sixth of the validity, and at most sixty days before it expires: one or two runs renew a
 * certificate of one year before the usual thirty-day alerts. A certificate that expires with its CA is not due: a new
 * one would expire at the same time.
 */
export function isDue({notBefore, notAfter}: Validity, ca: Validity, now: Date): boolean {
  const life = notAfter.getTime() - notBefore.getTime();
  const left = notAfter.getTime() - now.getTime();
  return left < Math.min(life / 6, RENEWAL_WINDOW) && notAfter < ca.notAfter;
}

/** "2027-11-23" */
export const day = (date: Date): string => date.toISOString().slice(0, 10);
