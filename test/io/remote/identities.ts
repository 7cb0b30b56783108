import {sha256} from '../../../src/core/model/digest.js';
import {identityText} from '../../../src/core/model/identity-record.js';
import {clusterId, hostName} from '../../../src/core/model/names.js';
import type {ExpectedIdentity} from '../../../src/ports/host.js';

const cluster = clusterId('a'.repeat(32));

export const identities = {
  cp1: {cluster, host: hostName('cp-1')},
  w1: {cluster, host: hostName('w-1')},
  elsewhere: {cluster: clusterId('b'.repeat(32)), host: hostName('cp-1')},
};

export const recorded = (identity: ExpectedIdentity) => ({
  ...identity,
  clusterName: 'demo',
  address: '10.0.0.5',
  machineId: '0123456789abcdef',
  ca: sha256('ca'),
  founded: true,
  settings: {'spec.network.podCidr': '10.244.0.0/16'},
});

/** The file of a host that is this one. */
export const saying = (identity: ExpectedIdentity): string => identityText(recorded(identity));
