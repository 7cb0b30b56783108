import {expect} from 'vitest';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {CA_SIGNER_PATH, CAS} from '../../../src/core/pki/cas.js';
import {PKI} from '../../support/builders/config.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {type EtcdPlace, small} from '../small.js';

/** The CAs are in the directory of the operator. */
export const OPERATOR: ClusterConfig['pki'] = {
  ...PKI,
  home: 'operator',
  directory: '/operator/pki',
  recipients: ['age1…'],
};

/** They are on hosts, and may move back from that directory. */
export const BACK: ClusterConfig['pki'] = {...PKI, directory: '/operator/pki'};

export const atHome = (place: EtcdPlace) => small(place, {pki: OPERATOR});

/** Files on hosts that only serve to sign. */
export const keysOn = ({world}: MemoryCluster): readonly string[] =>
  [...world.disks].flatMap(([host, disk]) =>
    [...Object.values(CAS).map(({keyPath}) => keyPath), CA_SIGNER_PATH]
      .filter(path => disk.files.has(path))
      .map(path => `${host} ${path}`),
  );

/** Without the identity that decrypts. */
export function locked(cluster: MemoryCluster): MemoryCluster {
  cluster.hasIdentity = false;
  return cluster;
}

export const refusedFor = (code: string) => ({
  code: 'refused/findings',
  message: expect.stringContaining(`[ERROR ${code}]`) as unknown as string,
});
