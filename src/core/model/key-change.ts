export const SHARED_NAMES = ['ca', 'etcd-ca', 'front-proxy-ca', 'service-account', 'encryption'] as const;

/** Secrets that are the same on every control plane: generated once, then copied from host to host. */
export type SharedName = (typeof SHARED_NAMES)[number];

/** What a rotation leads to in this run. */
export interface RotationTarget {
  readonly secret: SharedName;
  /** See core/pki/rotation/generation.ts. */
  readonly generation: number;
}

/** Which certificates are renewed although they are not due. A new one is not among them, so that a run comes to an end. */
export interface Renewal {
  readonly issuedBefore: Date;
  /** Of these only those that expire within so many days; undefined: all. */
  readonly withinDays?: number;
}
