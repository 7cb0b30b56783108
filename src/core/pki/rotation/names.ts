import type {SharedName} from '../types.js';

/** What `quorate pki rotate-ca` rotates. */
export const ROTATED_BY_NAME = ['ca', 'etcd-ca', 'front-proxy-ca', 'service-account'] as const;

export type RotatedByName = (typeof ROTATED_BY_NAME)[number];

/** The command that begins a rotation, or continues it. */
export const rotationCommand = (name: SharedName): string =>
  name === 'encryption' ? 'quorate pki rotate-encryption' : `quorate pki rotate-ca ${name}`;
