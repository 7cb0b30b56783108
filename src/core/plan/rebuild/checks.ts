import type {EtcdData} from '../../model/etcd-data.js';
import type {Finding} from '../../model/finding.js';
import type {ClusterId, HostName} from '../../model/names.js';
import type {SnapshotManifest} from '../../model/snapshot-manifest.js';
import {isSwapped} from '../../restore/progress.js';
import {minorOf} from '../../versions/version.js';
import {hostFindings, snapshotFindings} from '../restore/checks.js';
import type {RestoreInput} from '../restore/input.js';
import {everyHost} from '../restore/members.js';
import type {RestoreState} from '../restore/terms.js';

/** What is known of a backup, and of the hosts that it is restored onto. */
export interface RebuildSubject {
  readonly manifest: SnapshotManifest;
  /** Names of the keys that the API servers will have. */
  readonly knownKeys: readonly string[];
  /** As recorded on the hosts; undefined on new ones. */
  readonly recorded: ClusterId | undefined;
  /** Hosts that record another CA than the one that will sign. */
  readonly otherCa: readonly HostName[];
  /** What is configured. */
  readonly versions: {readonly kubernetes: string; readonly etcd: string};
}

/** Every reason not to build the cluster again on these hosts. */
export function rebuildFindings(
  input: RestoreInput,
  state: RestoreState | undefined,
  subject: RebuildSubject,
): readonly Finding[] {
  const {manifest, recorded, knownKeys} = subject;
  if (recorded !== undefined && recorded !== manifest.cluster.id) return [otherCluster(recorded, subject)];
  if (state?.is === 'restored') return [];
  const members = existing(input, state);
  if (members.length > 0) return members;
  const restored = {
    manifest,
    encryptionKeys: manifest.encryptionKeys,
    hasCa: undefined,
    knownKeys,
    clusterId: manifest.cluster.id,
    acceptUnreadable: false,
  };
  return [
    ...otherVersions(subject),
    ...subject.otherCa.map(otherCa),
    ...hostFindings(input, state),
    // The program that restores is installed in this run.
    ...snapshotFindings(input, restored).filter(({code}) => code !== 'etcd/restore-version'),
  ];
}

const otherCluster = (recorded: ClusterId, {manifest: {cluster}}: RebuildSubject): Finding => ({
  code: 'backup/other-cluster',
  level: 'error',
  message: `the backup is of the cluster ${cluster.name} (${cluster.id}), and the hosts belong to the cluster ${recorded}`,
  fix: 'check which configuration --config names; to discard the cluster on these hosts: `quorate reset --all`',
});

const otherCa = (host: HostName): Finding => ({
  code: 'backup/other-ca',
  level: 'error',
  message: `${host}: records another CA than the backup has`,
  fix: `use a backup that was made after the CA was replaced; or take the host out: \`quorate reset ${host}\``,
});

/** Members that this restore has not made. */
function existing(input: RestoreInput, state: RestoreState | undefined): readonly Finding[] {
  const isOurs = (data: EtcdData | undefined): boolean =>
    data?.record !== undefined && data.record.token === state?.terms.token && isSwapped(data, data.record);
  return everyHost(input)
    .filter(({member: {host}, marker}) => {
      const data = input.data.get(host);
      const isMarked = marker !== undefined && marker.state !== 'restoring';
      return (isMarked || data?.hasMember === true) && !isOurs(data);
    })
    .map(({member: {host}, marker}) => ({
      code: 'backup/cluster-exists',
      level: 'error',
      message: `${host}: has an etcd member${marker?.clusterId === undefined ? '' : ` of cluster ${marker.clusterId}`}`,
      fix: 'to set a running cluster back: take snapshot.db and snapshot.db.json out of the backup, then `quorate etcd restore snapshot.db`; if quorum is lost: `quorate etcd recover`; to discard the cluster: `quorate reset --all`',
    }));
}

const otherVersions = ({manifest, versions}: RebuildSubject): readonly Finding[] =>
  (['kubernetes', 'etcd'] as const)
    .filter(name => minorOf(manifest.versions[name]) !== minorOf(versions[name]))
    .map(name => ({
      code: 'backup/other-version',
      level: 'error',
      message: `the backup is of ${NAMES[name]} ${manifest.versions[name]}, and the configuration has ${versions[name]}`,
      fix: `set ${FIELDS[name]} to "${manifest.versions[name]}", restore, then run \`quorate upgrade\``,
    }));

const NAMES = {kubernetes: 'Kubernetes', etcd: 'etcd'};
const FIELDS = {kubernetes: 'spec.kubernetesVersion', etcd: 'spec.etcd.version'};
