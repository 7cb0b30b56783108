import {beforeEach} from 'vitest';
import {agreedClusterId} from '../../src/core/identity/subject.js';
import {sha256} from '../../src/core/model/digest.js';
import {IDENTITY} from '../../src/core/model/identity-record.js';
import type {HostName} from '../../src/core/model/names.js';
import {sharedSources} from '../../src/core/pki/secret-sources.js';
import {sharedFiles, sharedNames} from '../../src/core/pki/shared-secrets.js';
import {systemClock} from '../../src/io/clock.js';
import type {OpenedBackup} from '../../src/io/local/backup-open.js';
import {certificateIssuer, type GivenSecrets} from '../../src/io/pki/issuer.js';
import type {Event} from '../../src/run/report/event.js';
import {type RebuildOutcome, rebuildIn} from '../../src/workflows/rebuild.js';
import {type Proposal, type RecoverDeps, type RecoverOutcome, recoverIn} from '../../src/workflows/recover-run.js';
import type {OpenedSnapshot, RestoreDeps} from '../../src/workflows/restore-prepare.js';
import {type RestoreOutcome, restoreIn} from '../../src/workflows/restore-run.js';
import {type MemoryCluster, UNMANAGED_ETCD_CLIENT_FILES} from '../support/memory-cluster.js';
import {TEMPLATES} from '../support/rendering.js';
import type {Scenario} from './run.js';

/** A snapshot file of a cluster with this content, of which everything needed is known. */
export const snapshotOf = (
  {world}: MemoryCluster,
  content: string,
  manifest: Partial<OpenedSnapshot['manifest']> = {},
): OpenedSnapshot => ({
  sha256: sha256(content),
  bytes: content.length,
  read: async function* () {
    yield Buffer.from(content);
  },
  manifest: {
    format: 1,
    takenAt: '2026-03-14T15:09:26Z',
    host: 'cp1',
    sha256: sha256(content),
    bytes: content.length,
    revision: '1844',
    etcdClusterId: 'a1' as never,
    cluster: {name: 'demo', id: /^cluster=(.*)$/m.exec([...world.disks.values()][0]!.text(IDENTITY)!)![1]!},
    versions: {etcd: '3.6.16', kubernetes: '1.36.3'},
    encryptionKeys: [],
    ...manifest,
  },
});

/** The same for all runs of a test: the token of a restore has it. */
let now = new Date();
beforeEach(() => {
  now = new Date();
});

/** What a restore acts through, on a cluster in memory. */
function depsOf(
  scenario: Scenario,
  cluster: MemoryCluster,
  report: (event: Event) => void = () => {},
  given?: GivenSecrets,
): RestoreDeps {
  let skipped = 0;
  return {
    cluster,
    keys: input =>
      certificateIssuer({
        desired: scenario.desired,
        read: (host, path) => cluster.host(host).read(path),
        sources: sharedSources(input.desired, input.observed),
        clusterId: agreedClusterId(scenario.desired, input.observed.hosts),
        given,
        home: caHomeOf(scenario, cluster),
        now: () => now,
        store: async () => UNMANAGED_ETCD_CLIENT_FILES,
      }),
    caHome: caHomeOf(scenario, cluster),
    verify: async () => {},
    report,
    clock: {
      ...systemClock,
      now: () => now,
      monotonicMs: () => systemClock.monotonicMs() + skipped,
      pause: async ms => {
        skipped += ms;
        await new Promise(resolve => setImmediate(resolve));
      },
    },
    signal: new AbortController().signal,
    knownRevisions: async () => [],
    keepCurrent: host => cluster.etcd.snapshotOf(host),
  };
}

const caHomeOf = ({desired: {pki}}: Scenario, {caHome}: MemoryCluster) =>
  pki.directory === undefined ? undefined : caHome;

interface RestoreOptions {
  readonly snapshot?: OpenedSnapshot;
  readonly again?: boolean;
  readonly dryRun?: boolean;
  readonly acceptUnreadable?: boolean;
  readonly acceptDowntime?: boolean;
  readonly report?: (event: Event) => void;
}

export const restored = (
  scenario: Scenario,
  cluster: MemoryCluster,
  {
    snapshot,
    again = false,
    dryRun = false,
    acceptUnreadable = true,
    acceptDowntime = false,
    report,
  }: RestoreOptions = {},
): Promise<RestoreOutcome> => {
  const {desired, release} = scenario;
  const request = {desired, release, templates: TEMPLATES, snapshot, again, dryRun, acceptUnreadable, acceptDowntime};
  return restoreIn(request, depsOf(scenario, cluster, report), async () => true);
};

/** A backup of a cluster in memory: its keys are real, and its snapshot is a text. */
export function backupOf({desired}: Scenario, cluster: MemoryCluster, content: string): OpenedBackup {
  const {manifest, ...snapshot} = snapshotOf(cluster, content);
  const disk = cluster.world.disk(desired.controlPlanes[0]!.host);
  const paths = sharedNames(desired).flatMap(name => sharedFiles(name).map(({path}) => path));
  return {
    manifest: manifest!,
    config: 'kind: Cluster',
    secrets: new Map(paths.map(path => [path, Buffer.from(disk.text(path)!)])),
    snapshot: {...snapshot, manifest: manifest!},
  };
}

interface RebuildOptions {
  readonly backup: OpenedBackup;
  readonly dryRun?: boolean;
  readonly confirm?: () => Promise<boolean>;
}

export const rebuilt = (
  scenario: Scenario,
  cluster: MemoryCluster,
  {backup, dryRun = false, confirm = async () => true}: RebuildOptions,
): Promise<RebuildOutcome> => {
  const {desired, release} = scenario;
  const request = {desired, release, templates: TEMPLATES, backup, dryRun, ignorePreflight: [], acceptDowntime: false};
  const given = {clusterId: backup.manifest.cluster.id as never, files: backup.secrets};
  return rebuildIn(request, depsOf(scenario, cluster, undefined, given), confirm);
};

interface RecoverOptions {
  readonly lost?: readonly HostName[];
  readonly from?: HostName;
  readonly dryRun?: boolean;
  readonly confirm?: (proposal: Proposal) => Promise<boolean>;
}

export const recovered = (
  scenario: Scenario,
  cluster: MemoryCluster,
  {lost = [], from, dryRun = false, confirm = async () => true}: RecoverOptions = {},
): Promise<RecoverOutcome> => {
  const {desired, release} = scenario;
  const open = async () => snapshotOf(cluster, 'what the survivor has');
  const request = {desired, release, templates: TEMPLATES, dryRun, lost, from};
  const keepOffline: RecoverDeps['keepOffline'] = ({member: {host}}) =>
    cluster.etcd.offlineSnapshotOf(host, {clusterId: 'a1' as never, etcd: '3.6.16'});
  return recoverIn(request, {...depsOf(scenario, cluster), open, keepOffline}, confirm);
};
