import semver from 'semver';
import {Failure} from '../failure.js';
import {own} from '../own.js';
import {minorOf} from '../versions/version.js';
import type {ComponentName, Versions} from './bundle.js';

type Companions = Readonly<Record<Exclude<ComponentName, 'kubernetes'>, string>>;

const NETWORK = {flannel: '0.28.10', 'flannel-cni-plugin': '1.9.1-flannel1'};
/** containerd's long-term branch, and runc as its release is tested with. */
const RUNTIME_2_3 = {containerd: '2.3.4', runc: '1.4.3'};
const RUNTIME_2_2 = {containerd: '2.2.7', runc: '1.3.6'};

/**
 * The versions that belong together, by minor version of Kubernetes. etcd: the minor version that kubeadm of this version
 * installs. CoreDNS, pause, the CNI plugins and agnhost: as in build/dependencies.yaml and kubeadm's constants of its
 * release. containerd: a branch that its RELEASES.md lists for this minor version.
 */
export const CATALOG: Readonly<Record<string, Companions>> = {
  '1.34': {
    etcd: '3.6.16',
    coredns: '1.12.1',
    pause: '3.10.1',
    'cni-plugins': '1.8.0',
    agnhost: '2.56',
    ...RUNTIME_2_2,
    ...NETWORK,
  },
  '1.35': {
    etcd: '3.6.16',
    coredns: '1.13.1',
    pause: '3.10.1',
    'cni-plugins': '1.8.0',
    agnhost: '2.56',
    ...RUNTIME_2_2,
    ...NETWORK,
  },
  '1.36': {
    etcd: '3.6.16',
    coredns: '1.14.2',
    pause: '3.10.2',
    'cni-plugins': '1.9.1',
    agnhost: '2.63.0',
    ...RUNTIME_2_3,
    ...NETWORK,
  },
  '1.37': {
    etcd: '3.7.3',
    coredns: '1.14.6',
    pause: '3.10.2',
    'cni-plugins': '1.9.1',
    agnhost: '2.66.1',
    ...RUNTIME_2_3,
    ...NETWORK,
  },
};

/** The version of Kubernetes that a command without --kubernetes takes. */
export const DEFAULT_KUBERNETES = '1.36.3';

/** The version of a component in the catalog; undefined for a minor version of Kubernetes that is not in it. */
export const listedVersion = (component: ComponentName, kubernetes: string): string | undefined =>
  component === 'kubernetes' ? kubernetes : own(CATALOG, minorOf(kubernetes))?.[component];

export interface VersionChoice {
  readonly kubernetes?: string | undefined;
  readonly etcd?: string | undefined;
}

/**
 * The versions that belong to a version of Kubernetes, with the chosen etcd; a leading v is allowed.
 * @throws Failure usage/version for anything but a complete version, and for a minor version that is not in the catalog.
 */
export const versionsFor = ({kubernetes = DEFAULT_KUBERNETES, etcd}: VersionChoice): Required<Versions> => {
  const chosen = plain(kubernetes);
  const companions = own(CATALOG, minorOf(chosen));
  if (companions === undefined)
    throw new Failure(
      'usage/version',
      `Choosing versions: Kubernetes ${chosen} is not supported; the supported minor versions are ${Object.keys(CATALOG).join(', ')}`,
      {suggestions: [`choose one of them: --kubernetes ${DEFAULT_KUBERNETES}`]},
    );
  return {...companions, kubernetes: chosen, etcd: etcd === undefined ? companions.etcd : plain(etcd)};
};

const plain = (version: string): string => {
  const valid = semver.valid(version.trim());
  if (valid !== null) return valid;
  throw new Failure('usage/version', `Choosing versions: "${version}" is not a complete version such as 1.36.3`, {
    suggestions: [`name all three numbers: --kubernetes ${DEFAULT_KUBERNETES}`],
  });
};
