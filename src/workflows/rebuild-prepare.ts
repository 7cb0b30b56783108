import {fingerprintOf} from '../core/identity/ca.js';
import {agreedClusterId} from '../core/identity/subject.js';
import type {Finding} from '../core/model/finding.js';
import type {ClusterId, HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {CAS} from '../core/pki/cas.js';
import {otherThanInBackup} from '../core/pki/home/backup.js';
import {judgeSources, type SharedSources, sharedSources} from '../core/pki/secret-sources.js';
import type {PlanInput} from '../core/plan/input.js';
import {asIfNew} from '../core/plan/rebuild/as-if-new.js';
import {rebuildFindings} from '../core/plan/rebuild/checks.js';
import {planRebuild} from '../core/plan/rebuild/plan.js';
import type {RestoreInput} from '../core/plan/restore/input.js';
import {planRestore} from '../core/plan/restore/plan.js';
import {type RestoreState, restoreState} from '../core/plan/restore/terms.js';
import type {Plan} from '../core/plan/stage.js';
import {ENCRYPTION_CONFIG} from '../core/render/paths.js';
import {keyNamesIn} from '../core/restore/encryption-keys.js';
import type {OpenedBackup} from '../io/local/backup-open.js';
import type {ClusterClient} from '../ports/cluster.js';
import {apply} from './apply.js';
import {assertIdentity} from './ca-keys.js';
import {checkHosts, throwOnErrors} from './checks.js';
import {planInput} from './prepare.js';
import {
  checkRestoreIdentity,
  highestRevision,
  type RestoreDeps,
  type RestoreView,
  viewForRestore,
} from './restore-prepare.js';
import {throwUnreadable} from './unreadable.js';
import type {Request} from './verb.js';

export interface RebuildRequest extends Request {
  readonly backup: OpenedBackup;
}

export interface PreparedRebuild {
  readonly view: RestoreView;
  readonly state: RestoreState;
  readonly plan: Plan;
  /** What decides where its secrets come from. */
  readonly input: Pick<PlanInput, 'desired' | 'observed'>;
  readonly warnings: readonly Finding[];
}

/** observe → check → plan. Throws a Failure with all errors of the first kind that has any. */
export async function prepareRebuild(request: RebuildRequest, deps: RestoreDeps): Promise<PreparedRebuild> {
  const {desired, release, backup} = request;
  const {snapshot, manifest, secrets} = backup;
  const view = await viewForRestore(request, deps);
  const {observed} = view;
  throwUnreadable(unread(request, observed), deps.cluster);
  checkRestoreIdentity(request, observed);
  const {sha256, bytes} = snapshot;
  const restore: RestoreInput = {
    ...view,
    desired,
    now: deps.clock.now(),
    again: false,
    highest: await highestRevision(view, deps),
    snapshot: {sha256, bytes, revision: manifest.revision},
    only: desired.etcd.map(({host}) => host),
  };
  const state = restoreState(restore)!;
  const sources = sharedSources(desired, observed);
  const subject = {
    manifest,
    recorded: agreedClusterId(desired, observed.hosts),
    otherCa: sources.get('ca')?.is === 'new' ? withOtherCa(secrets.get(CAS.ca.certPath)!, observed) : [],
    knownKeys: keyNamesIn(await encryptionConfig(request, sources, deps.cluster)),
    versions: {kubernetes: desired.kubernetesVersion, etcd: release.versions.etcd},
  };
  const findings = rebuildFindings(restore, state, subject);
  throwOnErrors('refused', 'restore is not possible now', findings);
  if (state.is === 'restored')
    return {view, state, plan: planRestore(restore, state), input: {desired, observed}, warnings: []};

  const input = planInput(apply, request, asIfNew(observed), deps);
  // What no control plane has, and the directory of the operator lacks, is in the backup.
  const differing = [
    ...judgeSources(desired, input.observed).filter(({code}) => !IN_BACKUP.includes(code)),
    ...otherThanInBackup(desired, observed, secrets),
  ];
  throwOnErrors('refused', 'restore is not possible now', differing);
  const warnings = [...findings, ...checkHosts(input, request.ignorePreflight)];
  const plan = planRebuild(input, restore, state);
  if (!request.dryRun) assertIdentity('restore', plan, input, deps.caHome);
  return {view, state, plan, input, warnings};
}

const IN_BACKUP: readonly string[] = ['pki/secret-lost', 'pki/home-empty'];

/** Etcd hosts and control planes are all needed: one may have a member, or keys of another cluster. */
const unread = ({desired}: RebuildRequest, {hosts}: ObservedCluster) =>
  [...new Set([...desired.etcd, ...desired.controlPlanes].map(({host}) => host))].flatMap(host => {
    const facts = hosts.get(host);
    return facts?.known === true ? [] : [{host, because: facts?.why ?? 'was not asked'}];
  });

function withOtherCa(caPem: Buffer, {hosts}: ObservedCluster): readonly HostName[] {
  const ours = fingerprintOf(caPem.toString());
  return [...hosts].flatMap(([host, facts]) => {
    const identity = facts.known ? facts.value.identity : undefined;
    return identity?.known === true && identity.value.founded && identity.value.ca !== ours ? [host] : [];
  });
}

/** The one that the API servers will have. */
async function encryptionConfig(
  {backup: {secrets}}: RebuildRequest,
  sources: SharedSources,
  cluster: ClusterClient,
): Promise<string> {
  const source = sources.get('encryption');
  const content = source?.is === 'host' ? await cluster.host(source.host).read(ENCRYPTION_CONFIG) : undefined;
  return (content ?? secrets.get(ENCRYPTION_CONFIG)!).toString();
}

/** The identity of the cluster, which its backups have. */
export const clusterIdOf = ({manifest}: OpenedBackup): ClusterId | undefined => manifest.cluster.id as ClusterId;
