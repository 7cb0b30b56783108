import {counted, listed} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import type {Loss} from '../diagnosis.js';
import type {LossModel} from './model.js';

/** What is still available without these hosts. */
export interface Availability {
  readonly writes: boolean;
  readonly api: boolean;
  readonly endpoint: boolean;
}

export function lose(model: LossModel, hosts: readonly string[], zone?: string): Loss {
  const lost = new Set(hosts);
  const available = without(model, lost);
  const workloads = model.workloads
    .filter(({hosts: pods}) => pods.length > 0 && pods.every(host => lost.has(host)))
    .map(({name}) => name)
    .toSorted();
  const names = [...lost].toSorted();
  return {
    hosts: names,
    ...(zone === undefined ? {} : {zone}),
    ...available,
    workloads,
    summary: summary(names, zone, available, workloads, arithmetic(model, lost)),
  };
}

export function without(model: LossModel, lost: ReadonlySet<string>): Availability {
  const {total, left, needed} = votes(model, lost);
  const writes = model.etcd === 'given' || (total > 0 && left >= needed);
  // An API server is not ready while its etcd has no leader, whatever it could read.
  const serving = writes ? model.controlPlanes.filter(each => serves(each, model, lost)).map(({host}) => host) : [];
  return {writes, api: serving.length > 0, endpoint: serving.length > 0 && isReachable(model, serving, lost)};
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

function isReachable({apiEndpoint}: LossModel, serving: readonly string[], lost: ReadonlySet<string>): boolean {
  switch (apiEndpoint.by) {
    case 'balancers':
      return apiEndpoint.hosts.some(({host, up}) => up && !lost.has(host));
    case 'virtual IP':
      return apiEndpoint.hosts.some(({host, up}) => up && serving.includes(host));
    case 'control plane':
      return serving.includes(apiEndpoint.host);
    case 'others':
      return true;
  }
}

function arithmetic(model: LossModel, lost: ReadonlySet<string>): string {
  const {left, total, needed} = votes(model, lost);
  return model.etcd === 'given' ? 'unmanaged etcd' : `${left} of ${total} voters left, quorum ${needed}`;
}

function summary(
  hosts: readonly string[],
  zone: string | undefined,
  {writes, api, endpoint}: Availability,
  workloads: readonly string[],
  arithmetic: string,
): string {
  const what = zone === undefined ? listed(hosts) : `zone ${zone} (${counted(hosts.length, 'host')})`;
  const clients = endpoint ? 'the API is reachable' : api ? 'the API endpoint is down' : 'no API server serves';
  const pods = workloads.length === 0 ? '' : `; ${listed(workloads)} would have no running pods`;
  return `without ${what}: ${writes ? 'etcd stays writable' : 'etcd loses quorum'} (${arithmetic}); ${clients}${pods}`;
}
