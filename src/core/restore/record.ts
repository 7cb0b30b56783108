import type {RestoreRecord, RestoreTerms} from '../model/etcd-data.js';
import {etcdId} from '../model/names.js';
import {clusterIdOf, memberIdOf} from './ids.js';
import {parseTerms} from './terms.js';

interface Member {
  readonly host: string;
  readonly peerUrl: string;
}

/** "cp1=https://10.0.0.1:2380,cp2=…", in the order of the members. */
export const initialCluster = (members: readonly Member[]): string =>
  members.map(({host, peerUrl}) => `${host}=${peerUrl}`).join(',');

/** The members in the text of an initial cluster. */
export const membersIn = (cluster: string): readonly Member[] =>
  cluster
    .split(',')
    .map(each => ({host: each.slice(0, each.indexOf('=')), peerUrl: each.slice(each.indexOf('=') + 1)}));

/** What a restore with these terms makes on the host of a member. */
export function recordOf(terms: RestoreTerms, members: readonly Member[], own: Member): RestoreRecord {
  const {snapshot, bump, token} = terms;
  return {
    snapshot,
    bump,
    token,
    cluster: initialCluster(members),
    clusterId: clusterIdOf(members.map(({peerUrl}) => memberIdOf(peerUrl, token))),
    memberId: memberIdOf(own.peerUrl, token),
  };
}

const NAMES = ['snapshot', 'bump', 'token', 'cluster', 'clusterId', 'memberId'] as const;

/** `name=value` lines. */
export const recordText = (record: RestoreRecord): string => NAMES.map(name => `${name}=${record[name]}\n`).join('');

/** Undefined for a text that is not understood, as an incomplete one: nothing counts as prepared then. */
export function parseRecord(text: string): RestoreRecord | undefined {
  const value = (name: (typeof NAMES)[number]) => new RegExp(`^${name}=([\\x21-\\x7e]{1,4096})$`, 'm').exec(text)?.[1];
  const terms = parseTerms(`${value('snapshot')}:${value('bump')}:${value('token')}`);
  const [cluster, clusterId, memberId] = [value('cluster'), value('clusterId'), value('memberId')];
  const isId = (id: string | undefined): id is string => id !== undefined && /^[0-9a-f]{1,16}$/.test(id);
  if (terms === undefined || cluster === undefined || !isId(clusterId) || !isId(memberId)) return undefined;
  return {...terms, cluster, clusterId: etcdId(clusterId), memberId: etcdId(memberId)};
}

export const sameRecord = (one: RestoreRecord | undefined, other: RestoreRecord): boolean =>
  one !== undefined && recordText(one) === recordText(other);
