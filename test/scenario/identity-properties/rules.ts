import {parseIdentity} from '../../../src/core/identity/parse.js';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import type {EtcdId, HostName} from '../../../src/core/model/names.js';
import type {Action, Plan} from '../../../src/core/plan/action.js';
import {ETCD_BOOTSTRAP_ENV} from '../../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../../src/core/render/etcd/marker.js';
import {CONFIGS} from './clusters.js';
import type {View} from './view.js';

/** What is really so of one host of the file. */
export interface Truth {
  /** Why it may not be touched: it is of another cluster, or another host. */
  readonly stranger?: string;
  /** Members whose data it has, or may have: by its markers, and by the data. */
  readonly members: readonly EtcdId[];
  /** It is one of a cluster that was founded, and answers. */
  readonly founded: boolean;
}

export interface Truths {
  readonly hosts: ReadonlyMap<HostName, Truth>;
  /** Peer URLs of the members of all clusters, by id. */
  readonly listed: ReadonlyMap<EtcdId, string>;
}

/** What a plan may never do, each with the action that does it. */
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

const ofMembers: Rule = (action, {hosts, listed}, earlier) => {
  if (action.kind !== 'etcd/wipe-data' && action.kind !== 'host/reset') return undefined;
  const isGone = (id: EtcdId) =>
    action.kind === 'host/reset' &&
    earlier.some(each => each.kind === 'etcd/remove' && each.peerUrl === listed.get(id));
  const [member] = hosts.get(action.host)?.members.filter(id => listed.has(id) && !isGone(id)) ?? [];
  return member === undefined ? undefined : `member ${member} is in the list at ${listed.get(member)}`;
};

const ofStrangers: Rule = (action, {hosts}) => {
  const from = action.kind === 'secret/put' && action.from.is === 'host' ? hosts.get(action.from.host) : undefined;
  if (from?.stranger !== undefined) return `the secret comes from a stranger, ${from.stranger}`;
  if (!('host' in action) || !TOUCHING.includes(action.kind)) return undefined;
  const stranger = hosts.get(action.host)?.stranger;
  return stranger === undefined ? undefined : `it is ${stranger}`;
};

const ofFounding: Rule = (action, {hosts}) => {
  if (action.kind !== 'file/put' || action.path !== ETCD_BOOTSTRAP_ENV) return undefined;
  if (!/^ETCD_INITIAL_CLUSTER_STATE=new$/m.test(action.text)) return undefined;
  const [founded] = [...hosts].find(([, truth]) => truth.founded) ?? [];
  return founded === undefined ? undefined : `a cluster is founded while ${founded} is of one already`;
};

const RULES: readonly Rule[] = [ofMembers, ofStrangers, ofFounding];

/** Kinds that change a host itself. */
const TOUCHING: readonly Action['kind'][] = [
  'identity/put',
  'secret/put',
  'ca-cert/put',
  'unmanaged-etcd-file/put',
  'artifact/install',
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

/** As the machines are before the run. */
export function truthsOf({scenario, site, base, machines, before, seen}: View): Truths {
  const {world} = site;
  const ours = identityOf(before[base]!);
  const hosts = scenario.desired.hosts.map(({name}): readonly [HostName, Truth] => {
    const machine = machines.get(name);
    const disk = world.disk(name);
    // A marker is held against the list that the run can see; data against every list there is.
    const marks = ETCD_MARKERS.flatMap(path => disk.markerAt(path) ?? []);
    const visible = before[seen ?? base]!.roster!.clusterId;
    const marked = marks.flatMap(({clusterId, memberId}) => (clusterId === visible && memberId ? [memberId] : []));
    const members = [...new Set([...marked, ...(disk.etcdData ? [disk.etcdData.memberId] : [])])];
    const recorded = parseIdentity(disk.text(IDENTITY) ?? disk.text(IDENTITY_COPY) ?? '');
    const because = [
      ...(machine && machine.cluster !== base ? [`${machine.host} of ${CONFIGS[machine.cluster].name}`] : []),
      ...(machine && machine.cluster === base && machine.host !== name ? [`the machine of ${machine.host}`] : []),
      ...(recorded && recorded.cluster !== ours ? [`recorded as one of ${recorded.clusterName}`] : []),
      ...(recorded && recorded.host !== name ? [`recorded as ${recorded.host}`] : []),
    ];
    const founded = machine !== undefined && !world.unreachable.has(name);
    return [name, {members, founded, ...(because.length > 0 && {stranger: because.join(', ')})}];
  });
  const listed = Object.values(before).flatMap(({roster}) => roster?.members ?? []);
  return {hosts: new Map(hosts), listed: new Map(listed.map(({id, peerUrl}) => [id, peerUrl]))};
}

/** What most of the hosts have recorded: one of them may have been told something else. */
function identityOf({disks}: View['site']['world']): string | undefined {
  const ids = [...disks.values()].flatMap(
    disk => parseIdentity(disk.text(IDENTITY) ?? disk.text(IDENTITY_COPY) ?? '')?.cluster ?? [],
  );
  return ids.toSorted((one, other) => count(ids, other) - count(ids, one))[0];
}

const count = (all: readonly string[], wanted: string): number => all.filter(each => each === wanted).length;
