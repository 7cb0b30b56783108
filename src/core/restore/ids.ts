import {createHash} from 'node:crypto';
import {type EtcdId, etcdId} from '../model/names.js';

/** The id that etcd gives to a member of a new cluster: from its peer URL and the token. */
export const memberIdOf = (peerUrl: string, token: string): EtcdId =>
  shortest(digest(Buffer.from(`${peerUrl}${token}`)));

/** The id that etcd gives to a new cluster: from the ids of its members. */
export function clusterIdOf(members: readonly EtcdId[]): EtcdId {
  const full = members.map(id => id.padStart(HEX_DIGITS, '0')).toSorted();
  return shortest(digest(Buffer.from(full.join(''), 'hex')));
}

const HEX_DIGITS = 16;
const digest = (content: Uint8Array): string => createHash('sha1').update(content).digest('hex').slice(0, HEX_DIGITS);

/** As etcd prints it: without leading zeros. */
const shortest = (hex: string): EtcdId => etcdId(BigInt(`0x${hex}`).toString(16));
