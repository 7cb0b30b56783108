import {asLab, changedExample} from './cluster.js';
import {without} from './variants.js';

/** Three control planes and a worker: the lab that the identity drills share. */
export const IDENTITY = {
  network: '10.88.19',
  controlPlanes: ['cp1', 'cp2', 'cp3'],
  nodes: ['cp1', 'cp2', 'cp3', 'w1'],
} as const;

export const identityLab = (): Promise<string> =>
  changedExample('stacked', text => without('w2')(asLab('identity', IDENTITY.network)(text)));
