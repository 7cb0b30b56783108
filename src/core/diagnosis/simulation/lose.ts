import {counted, listed} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import type {Loss} from '../diagnosis.js';
import type {LossQuery} from '../loss-query.js';
import type {LossModel} from './model.js';
import {hostsIn, worst} from './search.js';

/** What still goes on without these hosts. */
export interface QuorumStatus {
  readonly writes: boolean;
  readonly api: boolean;
  readonly endpoint: boolean;
}

export function lose(model: LossModel, hosts: readonly string[], zone?: string): Loss {
  const lost = new Set(hosts);
  const standing = without(model, lost);
  const workloads = model.workloads
    .filter(({hosts: pods}) => pods.length > 0 && pods.every(host => lost.has(host)))
    .map(({name}) => name)
    .toSorted();
  const named = [...lost].toSorted();
  return {
    hosts: named,
    ...(zone === undefined ? {} : {zone}),
    ...standing,
    workloads,
    sentence: sentence(named, zone, standing, workloads, arithmetic(model, lost)),
  };
}

export function without(model: LossModel, lost: ReadonlySet<string>): QuorumStatus {
  const {total, left, needed} = votes(model, lost);
  const writes = model.etcd === 'given' || (total > 0 && left >= needed);
  // An API server is not ready while its etcd has no leader, whatever it could read.
  const serving = writes ? model.controlPlanes.filter(each => serves(each, model, lost)).map(({host}) => host) : [];
  return {writes, api: serving.length > 0, endpoint: serving.length > 0 && isOpen(model, serving, lost)};
}

function votes({voters}: LossModel, lost: ReadonlySet<string>) {
  const left = voters.filter(({host, up}) => up && !lost.has(host)).length;
  return {total: voters.length, left, needed: quorum(voters.length)};
}

const serves = (
  {host, up, members}: LossModel['controlPlanes'][number],
  {etcd}: LossModel,
  lost: ReadonlySet<string>,
): boolean => up && !lost.has(host) && (etcd === 'given' || members.some(member => !lost.has(member)));

function isOpen({entrance}: LossModel, serving: readonly string[], lost: ReadonlySet<string>): boolean {
  switch (entrance.by) {
    case 'balancers':
      return entrance.hosts.some(({host, up}) => up && !lost.has(host));
    case 'control plane':
      return serving.includes(entrance.host);
    case 'others':
      return true;
  }
}

function arithmetic(model: LossModel, lost: ReadonlySet<string>): string {
  const {left, total, needed} = votes(model, lost);
  return model.etcd === 'given' ? 'etcd is run by somebody else' : `${left} of ${total} voters left, quorum ${needed}`;
}

function sentence(
  hosts: readonly string[],
  zone: string | undefined,
  {writes, api, endpoint}: QuorumStatus,
  workloads: readonly string[],
  arithmetic: string,
): string {
  const what = zone === undefined ? listed(hosts) : `zone ${zone} (${counted(hosts.length, 'host')})`;
  const people = endpoint ? 'the API is reachable' : api ? 'the endpoint leads nowhere' : 'no API server serves';
  const pods =
    workloads.length === 0 ? '' : `; ${listed(workloads)} ${workloads.length === 1 ? 'keeps' : 'keep'} no pod`;
  return `without ${what}: ${writes ? 'writes go on' : 'writes stop'} (${arithmetic}); ${people}${pods}`;
}

/** What was asked, in its order, then the worst that can happen. */
export const answer = (model: LossModel, {lose: sets = [], zones = [], worst: size}: LossQuery): readonly Loss[] => [
  ...sets.map(hosts => lose(model, hosts)),
  ...zones.map(zone => lose(model, hostsIn(model, [zone]), zone)),
  ...(size === undefined ? [] : worst(model, size)),
];
