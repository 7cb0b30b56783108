import semver from 'semver';
import {Failure} from '../../core/failure.js';
import type {ComponentName} from '../../core/versions/bundle.js';
import {minorOf} from '../../core/versions/version.js';

export type BundleVersions = Readonly<Record<ComponentName, string>>;

/** What `quorate bundle build` makes unless told otherwise. */
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
 * The default versions with some chosen, a leading v allowed.
 * @throws Failure usage/version for anything but a whole version.
 */
export const versionsFor = ({kubernetes, etcd}: VersionChoice): BundleVersions => {
  const chosen = plain(kubernetes ?? DEFAULT_VERSIONS.kubernetes);
  return {
    ...DEFAULT_VERSIONS,
    kubernetes: chosen,
    etcd: plain(etcd ?? ETCD[minorOf(chosen)] ?? DEFAULT_VERSIONS.etcd),
  };
};

/** The etcd for a Kubernetes minor version that the default does not suit best. */
const ETCD: Readonly<Record<string, string>> = {'1.37': '3.7.3'};

const plain = (version: string): string => {
  const whole = semver.valid(version.trim());
  if (whole !== null) return whole;
  throw new Failure('usage/version', `Building the bundle: "${version}" is not a whole version such as 1.36.3`, {
    suggestions: ['see which there are: go list -m -versions k8s.io/kubernetes go.etcd.io/etcd/server/v3'],
  });
};
