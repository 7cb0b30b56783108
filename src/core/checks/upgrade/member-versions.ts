import type {HostName} from '../../model/names.js';
import {inUse} from '../../versions/changes.js';
import type {UpgradeCheckInput} from './input.js';

/** A member of the cluster's own etcd and the version its process is, or what its host would start. */
export interface MemberVersion {
  readonly host: HostName;
  readonly peerUrl: string;
  /** Undefined while neither can be read. */
  readonly version?: string;
}

/** Of those that etcd lists; of all that are configured while the list is not known. */
export function memberVersions({desired, observed}: UpgradeCheckInput): readonly MemberVersion[] {
  const links = inUse(observed).filter(({artifact}) => artifact === 'etcd');
  const listed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : undefined;
  return desired.etcd.flatMap(({host, peerUrl}) => {
    const member = listed?.find(each => each.peerUrl === peerUrl);
    if (listed !== undefined && member === undefined) return [];
    const version = member?.version ?? links.find(link => link.host === host)?.version;
    return [{host, peerUrl, ...(version === undefined ? {} : {version})}];
  });
}
