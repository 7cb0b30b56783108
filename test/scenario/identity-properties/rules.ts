import type {Action} from '../../../src/core/actions/action.js';
import {parseIdentity} from '../../../src/core/identity/parse.js';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import type {EtcdId, HostName} from '../../../src/core/model/names.js';
import type {Plan} from '../../../src/core/plan/stage.js';
import {ETCD_BOOTSTRAP_ENV} from '../../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../../src/core/render/etcd/marker.js';
import {CONFIGS} from './clusters.js';
import type {View} from './view.js';

/** The real state of one host of the configuration. */
export interface Truth {
  /** Why it must not be changed: it belongs to another cluster, or is another host. */
  readonly foreign?: string;
  /** Members whose data it has, by its data or by its markers. */
  readonly members: readonly EtcdId[];
  /** It is reachable and part of a cluster that was bootstrapped. */
  readonly founded: boolean;
}

export interface Truths {
  readonly hosts: ReadonlyMap<HostName, Truth>;
  /** Peer URLs of the members of all clusters, by id. */
  readonly listed: ReadonlyMap<EtcdId, string>;
}

/** What a plan must never do, each with the action that does it. */
export function violations(plan: Plan, truths: Truths): readonly string[] {
  const actions = plan.flatMap(stage => stage.actions);
  return actions.flatMap((action, index) =>
    RULES.flatMap(rule => {
      const why = rule(action, truths, actions.slice(0, index));
      return why === undefined ? [] : [`${why}: ${shown(action)}`];
    }),
  );
}

type Rule = (action: Action, truths: Truths, earlier: readonly Action[]) => string | undefined;

const memberData: Rule = (action, {hosts, listed}, earlier) => {
  if (action.kind !== 'etcd/wipe-data' && action.kind !== 'host/reset') return undefined;
  const isGone = (id: EtcdId) =>
    action.kind === 'host/reset' &&
    earlier.some(each => each.kind === 'etcd/remove' && each.peerUrl === listed.get(id));
  const [member] = hosts.get(action.host)?.members.filter(id => listed.has(id) && !isGone(id)) ?? [];
  return member === undefined ? undefined : `member ${member} is listed at ${listed.get(member)}`;
};

const foreignHosts: Rule = (action, {hosts}) => {
  const from = action.kind === 'secret/put' && action.from.is === 'host' ? hosts.get(action.from.host) : undefined;
  if (from?.foreign !== undefined) return `the secret comes from a foreign host, ${from.foreign}`;
  if (!('host' in action) || !HOST_CHANGES.includes(action.kind)) return undefined;
  const foreign = hosts.get(action.host)?.foreign;
  return foreign === undefined ? undefined : `it is ${foreign}`;
};

const secondBootstrap: Rule = (action, {hosts}) => {
  if (action.kind !== 'file/put' || action.path !== ETCD_BOOTSTRAP_ENV) return undefined;
  if (!/^ETCD_INITIAL_CLUSTER_STATE=new$/m.test(action.text)) return undefined;
  const [founded] = [...hosts].find(([, truth]) => truth.founded) ?? [];
  return founded === undefined ? undefined : `a second cluster is bootstrapped while ${founded} is part of one`;
};

const RULES: readonly Rule[] = [memberData, foreignHosts, secondBootstrap];

/** Kinds of actions that change a host. */
const HOST_CHANGES: readonly Action['kind'][] = [
  'identity/put',
  'secret/put',
  'ca-cert/put',
  'unmanaged-etcd-file/put',
  'operator-file/put',
  'artifact/install',
  'artifact/fetch',
  'file/put',
  'link/put',
  'directory/make',
  'cert/issue',
  'kubeconfig/issue',
  'kernel/prepare',
  'service/run',
  'service/stop',
  'service/reload',
  'image/import',
  'etcd/add-learner',
  'etcd/record-ids',
  'etcd/record-member',
  'etcd/wipe-data',
  'host/reset',
];

const shown = (action: Action): string => {
  const at = 'peerUrl' in action ? ` ${action.peerUrl}` : 'path' in action ? ` ${action.path}` : '';
  return `${'host' in action ? `${action.host}: ` : ''}${action.kind}${at}`;
};

/** The state before the run. */
export function truthsOf({scenario, cluster, base, machines, before, seen}: View): Truths {
  const {world} = cluster;
  const ours = identityOf(before[base]!);
  const hosts = scenario.desired.hosts.map(({name}): readonly [HostName, Truth] => {
    const machine = machines.get(name);
    const disk = world.disk(name);
    // A marker counts for the member list that the run can observe; data count for every list.
    const marks = ETCD_MARKERS.flatMap(path => disk.markerAt(path) ?? []);
    const visible = before[seen ?? base]!.membership!.clusterId;
    const marked = marks.flatMap(({clusterId, memberId}) => (clusterId === visible && memberId ? [memberId] : []));
    const members = [...new Set([...marked, ...(disk.etcdData ? [disk.etcdData.memberId] : [])])];
    const recorded = parseIdentity(disk.text(IDENTITY) ?? disk.text(IDENTITY_COPY) ?? '');
    const because = [
      ...(machine && machine.cluster !== base ? [`${machine.host} of ${CONFIGS[machine.cluster].name}`] : []),
      ...(machine && machine.cluster === base && machine.host !== name ? [`the machine of ${machine.host}`] : []),
      ...(recorded && recorded.cluster !== ours ? [`recorded as part of ${recorded.clusterName}`] : []),
      ...(recorded && recorded.host !== name ? [`recorded as ${recorded.host}`] : []),
    ];
    const founded = machine !== undefined && !world.unreachable.has(name);
    return [name, {members, founded, ...(because.length > 0 && {foreign: because.join(', ')})}];
  });
  const listed = Object.values(before).flatMap(({membership}) => membership?.members ?? []);
  return {hosts: new Map(hosts), listed: new Map(listed.map(({id, peerUrl}) => [id, peerUrl]))};
}

/** The cluster id that most hosts have recorded: a damaged host may have another one. */
function identityOf({disks}: View['cluster']['world']): string | undefined {
  const ids = [...disks.values()].flatMap(
    disk => parseIdentity(disk.text(IDENTITY) ?? disk.text(IDENTITY_COPY) ?? '')?.cluster ?? [],
  );
  return ids.toSorted((one, other) => count(ids, other) - count(ids, one))[0];
}

const count = (all: readonly string[], wanted: string): number => all.filter(each => each === wanted).length;
