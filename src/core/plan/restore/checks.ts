import {counted, listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import type {SnapshotManifest} from '../../model/snapshot-manifest.js';
import {isPrepared, isSwapped} from '../../restore/progress.js';
import {initialCluster, membersIn} from '../../restore/record.js';
import {minorOf} from '../../versions/version.js';
import type {RestoreInput} from './input.js';
import {everyHost, restoredHosts, termsUnderWay} from './members.js';
import type {RestoreState} from './terms.js';

/** What is known of the snapshot, and of the cluster that it must fit. */
export interface SnapshotSubject {
  readonly manifest?: SnapshotManifest | undefined;
  readonly encryptionKeys: readonly string[];
  /** The CA certificate of the cluster is in it; undefined: not searched. */
  readonly hasCa: boolean | undefined;
  /** Names of the keys that the API servers have. */
  readonly knownKeys: readonly string[];
  /** As recorded on the hosts. */
  readonly clusterId: string | undefined;
  readonly acceptUnreadable: boolean;
}

/** Every reason not to restore with these hosts. */
export function hostFindings(input: RestoreInput, state: RestoreState | undefined): readonly Finding[] {
  const {desired, observed, snapshot} = input;
  const asked = [...new Set([...desired.etcd, ...desired.controlPlanes].map(({host}) => host))];
  const unreachable = asked.flatMap((host): readonly Finding[] => {
    const facts = observed.hosts.get(host);
    return facts?.known === true || input.only !== undefined ? [] : [unread(host, facts?.why ?? 'was not asked')];
  });
  if (unreachable.length > 0) return unreachable;
  const underWay = termsUnderWay(observed.hosts);
  if (underWay !== undefined && snapshot !== undefined && underWay.snapshot !== snapshot.sha256)
    return [other(underWay.snapshot)];
  if (state?.is !== 'switching' && restoredHosts(input).length === 0) return [noMembers()];
  const ofBackup = input.only === undefined ? startedFromBackup(input) : [];
  if (ofBackup.length > 0) return ofBackup;
  return [...changed(input, state), ...undeclared(input), ...(state === undefined ? [] : space(input, state))];
}

const unread = (host: string, why: string): Finding => ({
  code: 'etcd/restore-unreachable',
  level: 'error',
  message: `${host}: ${why}; all members are replaced at the same time`,
  fix: `make ${host} reachable, then run the same command again; if it is permanently gone: \`quorate remove --lost ${host}\`; without quorum: \`quorate etcd recover --lost ${host}\``,
});

const other = (snapshot: string): Finding => ({
  code: 'etcd/restore-other',
  level: 'error',
  message: `a restore of the snapshot with the SHA-256 ${snapshot} is not complete, and this is another snapshot`,
  fix: 'complete it first: `quorate etcd restore SNAPSHOT` with that snapshot',
});

const noMembers = (): Finding => ({
  code: 'etcd/restore-no-members',
  level: 'error',
  message: 'no etcd host of the configuration has a member',
  fix: 'build the cluster first: `quorate apply`',
});

/** Its markers are there before etcd is installed: what is missing is in the backup, and no snapshot has it. */
const startedFromBackup = (input: RestoreInput): readonly Finding[] =>
  everyHost(input)
    .filter(
      ({facts, marker}) =>
        marker?.state === 'restoring' && marker.memberId === undefined && !facts.units.has('etcd.service'),
    )
    .map(({member: {host}}) => ({
      code: 'backup/restore-interrupted',
      level: 'error',
      message: `${host}: the restore of a backup is not complete, and etcd is not installed there`,
      fix: 'complete it: `quorate restore BACKUP`',
    }));

/** A restore that was started has made data for certain members. */
function changed(input: RestoreInput, state: RestoreState | undefined): readonly Finding[] {
  if (state?.is !== 'switching' || state.cluster === undefined) return [];
  const started = membersIn(state.cluster);
  const now = everyHost(input).filter(({member}) => started.some(({host}) => host === member.host));
  const isSame = started.every(({host, peerUrl}) =>
    now.some(({member}) => member.host === host && member.peerUrl === peerUrl),
  );
  if (isSame) return [];
  return [
    {
      code: 'etcd/restore-members-changed',
      level: 'error',
      message: `the restore was started for ${state.cluster}, and the configuration has ${initialCluster(now.map(({member}) => member)) || 'none of them'}`,
      fix: 'set the etcd hosts and their addresses back, then run the same command again',
    },
  ];
}

function undeclared({desired, observed: {etcd}, only}: RestoreInput): readonly Finding[] {
  if (!etcd.known || etcd.value.is !== 'formed' || only !== undefined) return [];
  return etcd.value.members
    .filter(({peerUrl}) => !desired.etcd.some(member => member.peerUrl === peerUrl))
    .map(({id, name, peerUrl}) => ({
      code: 'etcd/restore-undeclared',
      level: 'error',
      message: `etcd has the member ${name || id} at ${peerUrl}, which is not in the configuration`,
      fix: 'add its host to the configuration; if the host is permanently gone: `quorate remove --lost HOST`',
    }));
}

/** Beside the log of a new member, which etcd makes at once. */
const LOG_BYTES = 128_000_000;

function space(input: RestoreInput, {terms}: RestoreState): readonly Finding[] {
  const bytes = input.snapshot?.bytes ?? 0;
  const needed = 2 * bytes + LOG_BYTES;
  return restoredHosts(input).flatMap(({member: {host}}): readonly Finding[] => {
    const data = input.data.get(host);
    const record = data?.record;
    const isDone =
      record !== undefined && record.token === terms.token && (isPrepared(data!, record) || isSwapped(data!, record));
    if (data === undefined || isDone || data.freeBytes >= needed) return [];
    return [
      {
        code: 'etcd/restore-space',
        level: 'error',
        message: `${host}: /var/lib/etcd has ${mb(data.freeBytes)} MB of free space, and ${mb(needed)} MB are needed`,
        fix: `on ${host}: \`df -h /var/lib/etcd\`; ${data.old.length > 0 ? `${counted(data.old.length, 'copy', 'copies')} of old data: \`quorate etcd restore --discard-old\`` : 'free space there'}`,
      },
    ];
  });
}

const mb = (bytes: number): string => `${Math.floor(bytes / 1e6)}`;

/** Every reason not to restore this snapshot. Empty for one that was made in this run. */
export function snapshotFindings(input: RestoreInput, subject: SnapshotSubject): readonly Finding[] {
  return [...otherCluster(subject), ...missingKeys(subject), ...version(input, subject)];
}

function otherCluster({manifest, hasCa, clusterId}: SnapshotSubject): readonly Finding[] {
  const of = manifest?.cluster;
  const isOther = of?.id === undefined || clusterId === undefined ? hasCa === false : of.id !== clusterId;
  if (!isOther) return [];
  return [
    {
      code: 'etcd/restore-other-cluster',
      level: 'error',
      message:
        of?.id === undefined || clusterId === undefined
          ? 'the snapshot does not have the CA certificate of this cluster'
          : `the snapshot is of cluster ${of.name} (${of.id}), and this one is ${clusterId}`,
      fix: 'use a snapshot of this cluster: `quorate etcd snapshot list`',
    },
  ];
}

function missingKeys({encryptionKeys, knownKeys, acceptUnreadable}: SnapshotSubject): readonly Finding[] {
  const missing = encryptionKeys.filter(name => !knownKeys.includes(name));
  if (missing.length === 0) return [];
  return [
    {
      code: 'etcd/restore-keys',
      level: acceptUnreadable ? 'warning' : 'error',
      message: `values in the snapshot are encrypted with ${listed(missing)}, and /etc/kubernetes/encryption.yaml has ${listed(knownKeys) || 'no key'}`,
      fix: 'add the key of that time to /etc/kubernetes/encryption.yaml of every control plane; or, if only deleted values have it: `--accept-unreadable-secrets`',
    },
  ];
}

function version(input: RestoreInput, {manifest}: SnapshotSubject): readonly Finding[] {
  const tools = restoredHosts(input).map(({member: {host}}) => ({host, tool: input.data.get(host)?.tool}));
  const taken = manifest === undefined ? undefined : minorOf(manifest.versions.etcd);
  const wrong = tools.filter(({tool}) => tool === undefined || (taken !== undefined && minorOf(tool) !== taken));
  return [
    ...wrong.map(
      ({host, tool}): Finding => ({
        code: 'etcd/restore-version',
        level: 'error',
        message:
          tool === undefined
            ? `${host}: etcdutl does not run there`
            : `${host}: has etcdutl ${tool}, and the snapshot is of etcd ${manifest?.versions.etcd}`,
        fix: 'use a snapshot of the installed version: `quorate etcd snapshot list`',
      }),
    ),
    ...(manifest === undefined
      ? [
          {
            code: 'etcd/restore-no-manifest',
            level: 'warning',
            message: 'the snapshot has no manifest: the version of etcd that took it is unknown',
          } as const,
        ]
      : []),
  ];
}
