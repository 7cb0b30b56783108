import {type Action, isDue} from '../../actions/action.js';
import {isSameMarker, oldName, restoredMarker, restoringMarker} from '../../actions/restore.js';
import type {EtcdData, RestoreRecord} from '../../model/etcd-data.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {isPrepared, isSent, isSwapped} from '../../restore/progress.js';
import {membersIn, recordOf} from '../../restore/record.js';
import type {Plan} from '../stage.js';
import {stageOf} from '../stages.js';
import type {RestoreInput} from './input.js';
import {everyHost, type RestoredHost, restoredHosts} from './members.js';
import type {RestoreState} from './terms.js';

/** A member with what the restore makes on its host, and how far it is there. */
interface Progress extends RestoredHost {
  readonly record: RestoreRecord;
  readonly data: EtcdData;
  readonly isRecorded: boolean;
  readonly isSwapped: boolean;
}

/**
 * What is left to do to replace the data of all members by that of a snapshot. Until the first marker is written the cluster
 * runs as before; afterwards no member starts until all have the restored data.
 */
export function planRestore(input: RestoreInput, state: RestoreState): Plan {
  const {is, terms} = state;
  const hosts = progress(input, state);
  // The members of a restored cluster may have been replaced since.
  const open = is === 'restored' ? [] : hosts.filter(each => !each.isRecorded);
  const toSwap = open.filter(each => !each.isSwapped);
  const isOutage = toSwap.length > 0;
  const stage = (id: Parameters<typeof stageOf>[0], actions: readonly Action[]) => stageOf(id, actions);
  return [
    stage('restore-keep-current', is === 'preparing' && input.only === undefined ? keepCurrent(hosts) : []),
    stage(
      'restore-send',
      toSwap.flatMap(each => send(each, input)),
    ),
    stage(
      'restore-prepare',
      toSwap.filter(({data, record}) => !isPrepared(data, record)).map(each => prepare(each, input)),
    ),
    stage(
      'restore-mark',
      open
        .map(
          ({member: {host}, marker}): Action => ({kind: 'restore/mark', host, marker: restoringMarker(marker, terms)}),
        )
        .filter(action => isDue(action, input)),
    ),
    stage('restore-stop-api', isOutage ? stop(API, controlPlanes(input)) : []),
    stage('restore-stop-etcd', stop(ETCD, toSwap.map(ofHost))),
    stage(
      'restore-swap',
      toSwap.map(({member: {host}, record, marker}) => ({kind: 'restore/swap', host, record, old: oldName(marker)})),
    ),
    stage(
      'restore-record',
      open.map(({member: {host}, record}) => ({kind: 'restore/record', host, record})),
    ),
    stage('restore-start-etcd', startEtcd(hosts, open.length > 0, input)),
    stage('restore-start-api', startApi(input, isOutage, hosts)),
  ].filter(({actions}) => actions.length > 0);
}

function progress(input: RestoreInput, {is, terms, cluster}: RestoreState): readonly Progress[] {
  const named = cluster === undefined ? undefined : membersIn(cluster);
  const isNamed = ({member: {host}}: RestoredHost) => named!.some(each => each.host === host);
  const hosts = is === 'switching' && named !== undefined ? everyHost(input).filter(isNamed) : restoredHosts(input);
  const members = named ?? hosts.map(({member}) => member);
  return hosts.flatMap(each => {
    const data = input.data.get(each.member.host);
    if (data === undefined) return [];
    const record = recordOf(terms, members, each.member);
    const {etcdMarker, etcdMarkerCopy} = each.facts;
    const isRecorded = [etcdMarker, etcdMarkerCopy].every(marker => isSameMarker(marker, restoredMarker(record)));
    return [{...each, record, data, isRecorded, isSwapped: isSwapped(data, record)}];
  });
}

/** From a voter before a learner, and from the one with the newest log: without quorum they may differ. */
function keepCurrent(hosts: readonly Progress[]): readonly Action[] {
  const from = hosts.flatMap(({member: {host}, data: {running}}) => (running === undefined ? [] : [{host, running}]));
  const rank = (running: (typeof from)[number]['running']) => [
    running.learner ? 0n : 1n,
    BigInt(running.term),
    BigInt(running.index),
  ];
  const newestFirst = from.toSorted((one, other) => {
    const [a, b] = [rank(one.running), rank(other.running)];
    const at = a.findIndex((value, index) => value !== b[index]);
    return at < 0 ? 0 : a[at]! > b[at]! ? -1 : 1;
  });
  return newestFirst.length === 0 ? [] : [{kind: 'restore/keep-current', from: newestFirst.map(({host}) => host)}];
}

const send = ({member: {host}, data, record}: Progress, {snapshot}: RestoreInput): readonly Action[] =>
  isSent(data, record.snapshot, record)
    ? []
    : [{kind: 'restore/send', host, snapshot: record.snapshot, bytes: snapshot?.bytes ?? 0}];

const prepare = ({member: {host, peerUrl}, record}: Progress, {highest}: RestoreInput): Action => ({
  kind: 'restore/prepare',
  host,
  peerUrl,
  record,
  above: highest,
});

/** Also units that systemd tries to start again and again. */
const stop = (unit: string, hosts: readonly OnHost[]): readonly Action[] =>
  hosts
    .filter(({facts}) => !['inactive', 'failed', undefined].includes(facts.units.get(unit)?.active))
    .map(({host}) => ({kind: 'service/kill', host, unit}));

function startEtcd(hosts: readonly Progress[], isOpen: boolean, input: RestoreInput): readonly Action[] {
  const starts = hosts
    .map(({member: {host}}): Action => ({kind: 'service/run', host, unit: ETCD}))
    .filter(action => isOpen || isDue(action, input));
  if (starts.length === 0) return [];
  // While API servers write, revisions move on and hashes cannot be compared.
  const isQuiet =
    isOpen ||
    (hosts.every(({isRecorded}) => isRecorded) &&
      controlPlanes(input).every(({facts}) => facts.units.get(API)?.active !== 'active'));
  const members = hosts.map(({member: {host}}) => host);
  return [
    ...starts,
    isQuiet ? {kind: 'restore/await-same', members, record: hosts[0]!.record} : {kind: 'etcd/await-leader'},
  ];
}

/** Those that connect to a member of the new cluster: the others start when their own member has joined again. */
function startApi(input: RestoreInput, isOutage: boolean, hosts: readonly Progress[]): readonly Action[] {
  const isServed = ({host, etcdEndpoints}: OnControlPlane) =>
    hosts.some(({member}) => member.host === host || etcdEndpoints.includes(member.clientUrl));
  return controlPlanes(input)
    .filter(each => isServed(each))
    .flatMap(({host}): readonly Action[] => {
      const run: Action = {kind: 'service/run', host, unit: API};
      const wait: Action = {kind: 'kube/await-api', host};
      return isOutage || isDue(run, input) ? [run, wait] : [wait].filter(action => isDue(action, input));
    });
}

interface OnHost {
  readonly host: HostName;
  readonly facts: HostFacts;
}

const ofHost = ({member: {host}, facts}: Progress): OnHost => ({host, facts});

interface OnControlPlane extends OnHost {
  readonly etcdEndpoints: readonly string[];
}

/** With an API server: a control plane that has not joined yet has none. */
const controlPlanes = ({desired, observed}: RestoreInput): readonly OnControlPlane[] =>
  desired.controlPlanes.flatMap(({host, etcdEndpoints}) => {
    const facts = observed.hosts.get(host);
    return facts?.known === true && facts.value.units.has(API) ? [{host, etcdEndpoints, facts: facts.value}] : [];
  });

const ETCD = 'etcd.service';
const API = 'kube-apiserver.service';
