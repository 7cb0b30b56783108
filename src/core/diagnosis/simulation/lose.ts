import {counted, listed} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import type {Loss} from '../diagnosis.js';
import {leadsToApi} from './endpoint.js';
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
    summary: summary(model, names, zone, available, workloads),
  };
}

export function without(model: LossModel, lost: ReadonlySet<string>): Availability {
  const {total, left, needed} = votes(model, lost);
  const writes = model.etcd === 'given' || (total > 0 && left >= needed);
  // An API server is not ready while its etcd has no leader, whatever it could read.
  const serving = writes ? model.controlPlanes.filter(each => serves(each, model, lost)).map(({host}) => host) : [];
  return {
    writes,
    api: serving.length > 0,
    endpoint: serving.length > 0 && leadsToApi(model.apiEndpoint, serving, lost),
  };
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

function arithmetic(model: LossModel, lost: ReadonlySet<string>): string {
  const {left, total, needed} = votes(model, lost);
  return model.etcd === 'given' ? 'unmanaged etcd' : `${left} of ${total} voters left, quorum ${needed}`;
}

function summary(
  model: LossModel,
  hosts: readonly string[],
  zone: string | undefined,
  {writes, api, endpoint}: Availability,
  workloads: readonly string[],
): string {
  const what = zone === undefined ? listed(hosts) : `zone ${zone} (${counted(hosts.length, 'host')})`;
  const etcd = `${writes ? 'etcd stays writable' : 'etcd loses quorum'} (${arithmetic(model, new Set(hosts))})`;
  const clients = endpoint ? reachable(model, hosts) : api ? withoutEndpoint(model) : 'no API server serves';
  const pods = workloads.length === 0 ? '' : `; ${listed(workloads)} would have no running pods`;
  return `without ${what}: ${etcd}; ${clients}${pods}`;
}

function reachable({apiEndpoint, controlPlanes}: LossModel, lost: readonly string[]): string {
  const concerned = apiEndpoint.by === 'name' && controlPlanes.some(({host}) => lost.includes(host));
  return `the API is reachable${concerned ? ` if ${apiEndpoint.name} leads to another control plane` : ''}`;
}

const withoutEndpoint = ({apiEndpoint}: LossModel): string =>
  `the API endpoint ${apiEndpoint.address} is down: its clients (kubectl, CI) lose the API, nodes do not`;
