import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {agreedClusterId, identitySubject} from '../core/identity/subject.js';
import type {EtcdData} from '../core/model/etcd-data.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {SnapshotManifest} from '../core/model/snapshot-manifest.js';
import {hostFindings, snapshotFindings} from '../core/plan/restore/checks.js';
import type {RestoreInput} from '../core/plan/restore/input.js';
import {restoreOutage} from '../core/plan/restore/outage.js';
import {planRestore} from '../core/plan/restore/plan.js';
import {type RestoreState, restoreState} from '../core/plan/restore/terms.js';
import type {Plan} from '../core/plan/stage.js';
import {ENCRYPTION_CONFIG, PKI} from '../core/render/paths.js';
import {keyNamesIn, traceOfCa} from '../core/restore/encryption-keys.js';
import {highestOf} from '../core/restore/terms.js';
import {scanSnapshot} from '../io/local/snapshot-scan.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {SnapshotSource} from '../ports/etcd-data.js';
import {throwOnErrors} from './checks.js';
import type {Request, RunDeps} from './verb.js';

/** A verified snapshot file. */
export type OpenedSnapshot = SnapshotSource & {readonly manifest?: SnapshotManifest};

/** What is asked of a restore. */
export interface RestoreRequest extends Pick<Request, 'desired' | 'release' | 'templates' | 'dryRun'> {
  /** Undefined while an interrupted restore is continued. */
  readonly snapshot: OpenedSnapshot | undefined;
  readonly again: boolean;
  /** Restore although keys for Secrets in the snapshot are missing. */
  readonly acceptUnreadable: boolean;
  /** Restore a cluster of one or two members. */
  readonly acceptDowntime?: boolean;
  /** The hosts of the members of the new cluster. Undefined: of all. */
  readonly only?: readonly HostName[] | undefined;
}

export interface RestoreDeps extends RunDeps {
  /** Revisions of the snapshots on this machine, as decimal text. */
  readonly knownRevisions: () => Promise<readonly string[]>;
  readonly keepCurrent: (host: HostName) => Promise<{readonly path: string}>;
}

export interface PreparedRestore {
  readonly input: RestoreInput;
  readonly state: RestoreState;
  readonly plan: Plan;
  readonly warnings: readonly Finding[];
}

/** What is there now: the hosts, and the data of etcd on each that can be read. */
export interface RestoreView {
  readonly observed: ObservedCluster;
  readonly data: ReadonlyMap<HostName, EtcdData>;
}

export async function viewForRestore({desired}: Pick<Request, 'desired'>, {cluster}: RunDeps): Promise<RestoreView> {
  const {observed} = await cluster.observe(desired, 'plan');
  const hosts = desired.etcd.map(({host}) => host).filter(host => observed.hosts.get(host)?.known === true);
  const data = await Promise.all(hosts.map(async host => [host, await cluster.host(host).etcdData.look()] as const));
  return {observed, data: new Map(data)};
}

/** observe → check → plan. Throws a Failure with all errors of the first kind that has any. */
export async function prepareRestore(request: RestoreRequest, deps: RestoreDeps): Promise<PreparedRestore> {
  const {desired, snapshot, again, only} = request;
  const {cluster, clock} = deps;
  const view = await viewForRestore(request, deps);
  checkRestoreIdentity(request, view.observed);
  const revision = snapshot?.manifest?.revision;
  const input: RestoreInput = {
    ...view,
    desired,
    now: clock.now(),
    again,
    highest: await highestRevision(view, deps),
    snapshot: snapshot && {...pick(snapshot), ...(revision === undefined ? {} : {revision})},
    ...(only === undefined ? {} : {only}),
  };
  const state = restoreState(input);
  throwOnErrors('refused', 'etcd restore is not possible now', hostFindings(input, state));
  if (state === undefined)
    throw new Failure('etcd/restore-snapshot-needed', 'etcd restore: no snapshot was named', {
      suggestions: ['see which snapshots there are: quorate etcd snapshot list'],
    });
  throwOnErrors(
    'refused',
    'etcd restore is not possible now',
    request.acceptDowntime === true ? [] : restoreOutage(input, state),
  );
  const plan = planRestore(input, state);
  const isFirst = state.is === 'preparing' && only === undefined && snapshot !== undefined;
  const findings = isFirst ? snapshotFindings(input, await subject(snapshot, request, view, cluster)) : [];
  throwOnErrors('refused', 'etcd restore is not possible with this snapshot', findings);
  return {input, state, plan, warnings: findings.filter(({level}) => level === 'warning')};
}

const pick = ({sha256, bytes}: OpenedSnapshot) => ({sha256, bytes});

/** Whose hosts these are is checked before anything is changed. What etcd has is replaced, whatever it is. */
export function checkRestoreIdentity({desired}: Pick<Request, 'desired'>, observed: ObservedCluster): void {
  const problems = identityProblems(identitySubject(desired, observed)).filter(
    ({code}) => !/^(etcd|backup)\//.test(code),
  );
  throwOnErrors(
    'refused',
    'etcd cannot be restored: the configuration and the hosts contradict each other',
    findingsOf(problems),
  );
}

export async function highestRevision({data}: RestoreView, {knownRevisions}: RestoreDeps): Promise<string> {
  const onHosts = [...data.values()].flatMap(({running, storedRevision}) => [running?.revision, storedRevision]);
  return highestOf([...onHosts, ...(await knownRevisions())]);
}

async function subject(
  snapshot: OpenedSnapshot,
  {desired, acceptUnreadable}: RestoreRequest,
  {observed}: RestoreView,
  cluster: ClusterClient,
) {
  const {manifest} = snapshot;
  const clusterId = agreedClusterId(desired, observed.hosts);
  const [ca, keys] = await Promise.all([
    readFirst(PKI.ca.cert, desired, cluster),
    readFirst(ENCRYPTION_CONFIG, desired, cluster),
  ]);
  const byManifest = manifest?.cluster.id !== undefined && clusterId !== undefined;
  const trace = byManifest || ca === undefined ? undefined : traceOfCa(ca);
  const scan = await scanSnapshot(snapshot.read(), trace);
  return {
    manifest,
    encryptionKeys: scan.encryptionKeys,
    hasCa: trace === undefined ? undefined : scan.hasTrace,
    knownKeys: keys === undefined ? [] : keyNamesIn(keys),
    clusterId,
    acceptUnreadable,
  };
}

/** A file that all control planes have. */
async function readFirst(
  path: string,
  {controlPlanes}: RestoreRequest['desired'],
  cluster: ClusterClient,
): Promise<string | undefined> {
  for (const {host} of controlPlanes) {
    const content = await cluster.host(host).read(path);
    if (content !== undefined) return content.toString();
  }
  return undefined;
}
