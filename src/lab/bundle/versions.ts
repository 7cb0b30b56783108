import semver from 'semver';
import {Failure} from '../../core/failure.js';
import type {ComponentName} from '../../core/versions/bundle.js';
import {minorOf} from '../../core/versions/version.js';

export type BundleVersions = Readonly<Record<ComponentName, string>>;

/** The versions that `quorate bundle build` builds by default. */
export const DEFAULT_VERSIONS: BundleVersions = {
  kubernetes: '1.36.3',
  etcd: '3.6.16',
  containerd: '2.4.2',
  runc: '1.5.2',
  'cni-plugins': '1.9.1',
  flannel: '0.28.10',
  coredns: '1.15.0',
  pause: '3.10.2',
  agnhost: '2.63.0',
};

export interface VersionChoice {
  readonly kubernetes?: string | undefined;
  readonly etcd?: string | undefined;
}

/**
 * The default versions, with the chosen ones in their place; a leading v is allowed.
 * @throws Failure usage/version for anything but a complete version.
 */
export const versionsFor = ({kubernetes, etcd}: VersionChoice): BundleVersions => {
  const chosen = plain(kubernetes ?? DEFAULT_VERSIONS.kubernetes);
  return {
    ...DEFAULT_VERSIONS,
    kubernetes: chosen,
    etcd: plain(etcd ?? ETCD[minorOf(chosen)] ?? DEFAULT_VERSIONS.etcd),
  };
};

/** The etcd for Kubernetes minors for which the default is not the best choice. */
const ETCD: Readonly<Record<string, string>> = {'1.37': '3.7.3'};

const plain = (version: string): string => {
  const valid = semver.valid(version.trim());
  if (valid !== null) return valid;
  throw new Failure('usage/version', `Building the bundle: "${version}" is not a complete version such as 1.36.3`, {
    suggestions: ['list the versions: go list -m -versions k8s.io/kubernetes go.etcd.io/etcd/server/v3'],
  });
};
