export const SHARED_NAMES = ['ca', 'etcd-ca', 'front-proxy-ca', 'service-account', 'encryption'] as const;

/** Secrets that are the same on every control plane: generated once, then copied from host to host. */
export type SharedName = (typeof SHARED_NAMES)[number];

/** What a rotation leads to in this run. */
export interface RotationTarget {
  readonly secret: SharedName;
  /** See core/pki/rotation/generation.ts. */
  readonly generation: number;
}

/** Which certificates are renewed although they are not due: those that expire soon, or those that are older. */
export type Renewal = {readonly withinDays: number} | {readonly olderThanDays: number};
