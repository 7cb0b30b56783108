import {inUse} from '../../artifacts/changes.js';
import type {HostName} from '../../model/names.js';
import {newest} from '../../versions/version.js';
import type {UpgradeCheckInput} from './input.js';

/** A member of the cluster's own etcd with the version of its process, or else of the binary that its host would start. */
export interface MemberVersion {
  readonly host: HostName;
  readonly peerUrl: string;
  /** Undefined if neither can be read. */
  readonly version?: string;
  /** The process answers with this version. */
  readonly runs: boolean;
}

/** The members that etcd lists; while the list is unknown, those of the configuration. */
export function memberVersions({desired, observed}: UpgradeCheckInput): readonly MemberVersion[] {
  const links = inUse(observed).filter(({artifact}) => artifact === 'etcd');
  const listed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : undefined;
  return desired.etcd.flatMap(({host, peerUrl}) => {
    const member = listed?.find(each => each.peerUrl === peerUrl);
    if (listed !== undefined && member === undefined) return [];
    const version = member?.version ?? links.find(link => link.host === host)?.version;
    return [{host, peerUrl, runs: member?.version !== undefined, ...(version === undefined ? {} : {version})}];
  });
}

/** The newest version that an API server of the cluster is installed at; that of the target while none is known. */
export const runningKubernetes = ({observed, release}: UpgradeCheckInput): string =>
  newest(
    inUse(observed)
      .filter(({artifact}) => artifact === 'kube-apiserver')
      .map(({version}) => version),
  ) ?? release.versions.kubernetes;
