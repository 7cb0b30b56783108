/** A host as kube-bench sees it. */
export interface Seen {
  /** The value of a flag of a component; undefined: it is not set. */
  readonly flag: (component: string, name: string) => string | undefined;
  readonly mode: (path: string) => string | undefined;
  readonly owner: (path: string) => string | undefined;
  /** Paths of files below a folder. */
  readonly below: (folder: string) => readonly string[];
  readonly kubelet: KubeletConfiguration;
  readonly kubeProxy: {readonly metricsBindAddress?: string};
}

interface KubeletConfiguration {
  readonly authentication: {
    readonly anonymous: {readonly enabled: boolean};
    readonly x509: {readonly clientCAFile: string};
  };
  readonly authorization: {readonly mode: string};
  readonly makeIPTablesUtilChains?: boolean;
  readonly rotateCertificates?: boolean;
}

type Check = (seen: Seen) => boolean;

const UNITS = '/etc/systemd/system';
const ETCD = '/var/lib/etcd';
const KUBERNETES = '/etc/kubernetes';

/** No bit that the limit does not have. */
const atMost =
  (limit: number, path: string): Check =>
  ({mode}) => {
    const found = mode(path);
    return found !== undefined && (Number.parseInt(found, 8) & ~limit) === 0;
  };
const ofRoot =
  (path: string): Check =>
  ({owner}) =>
    owner(path) === 'root:root';
const isSet =
  (component: string, ...names: readonly string[]): Check =>
  ({flag}) =>
    names.every(name => flag(component, name) !== undefined);
const is =
  (component: string, name: string, value: string): Check =>
  ({flag}) =>
    flag(component, name) === value;
const isNot =
  (component: string, name: string, value: string): Check =>
  ({flag}) =>
    flag(component, name) !== value;
const has =
  (component: string, name: string, value: string): Check =>
  ({flag}) =>
    flag(component, name)?.split(',').includes(value) === true;
const lacks =
  (component: string, name: string, value: string): Check =>
  seen =>
    !has(component, name, value)(seen);
const atLeast =
  (component: string, name: string, minimum: number): Check =>
  ({flag}) =>
    Number(flag(component, name)) >= minimum;
const isAbsent =
  (component: string, name: string): Check =>
  ({flag}) =>
    flag(component, name) === undefined;

const [API, MANAGER, SCHEDULER] = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
const unit = (name: string) => `${UNITS}/${name}.service`;

/** The scored checks of kube-bench's profile cis-1.12 for a control plane, with the paths of docs/kube-bench/config.yaml. */
export const MASTER: Readonly<Record<string, Check>> = {
  '1.1.1': atMost(0o600, unit(API)),
  '1.1.2': ofRoot(unit(API)),
  '1.1.3': atMost(0o600, unit(MANAGER)),
  '1.1.4': ofRoot(unit(MANAGER)),
  '1.1.5': atMost(0o600, unit(SCHEDULER)),
  '1.1.6': ofRoot(unit(SCHEDULER)),
  '1.1.7': atMost(0o600, unit('etcd')),
  '1.1.8': ofRoot(unit('etcd')),
  '1.1.11': atMost(0o700, ETCD),
  '1.1.12': ({owner}) => owner(ETCD) === 'etcd:etcd',
  '1.1.13': atMost(0o600, `${KUBERNETES}/admin.conf`),
  '1.1.14': ofRoot(`${KUBERNETES}/admin.conf`),
  '1.1.15': atMost(0o600, `${KUBERNETES}/scheduler.conf`),
  '1.1.16': ofRoot(`${KUBERNETES}/scheduler.conf`),
  '1.1.17': atMost(0o600, `${KUBERNETES}/controller-manager.conf`),
  '1.1.18': ofRoot(`${KUBERNETES}/controller-manager.conf`),
  '1.1.19': ({below, owner}) => {
    const files = below(`${KUBERNETES}/pki/`);
    return files.length > 0 && files.every(path => owner(path) === 'root:root');
  },
  '1.2.2': isAbsent(API, 'token-auth-file'),
  '1.2.4': isSet(API, 'kubelet-client-certificate', 'kubelet-client-key'),
  '1.2.5': isSet(API, 'kubelet-certificate-authority'),
  '1.2.6': lacks(API, 'authorization-mode', 'AlwaysAllow'),
  '1.2.7': has(API, 'authorization-mode', 'Node'),
  '1.2.8': has(API, 'authorization-mode', 'RBAC'),
  '1.2.10': lacks(API, 'enable-admission-plugins', 'AlwaysAdmit'),
  '1.2.12': lacks(API, 'disable-admission-plugins', 'ServiceAccount'),
  '1.2.13': lacks(API, 'disable-admission-plugins', 'NamespaceLifecycle'),
  '1.2.14': has(API, 'enable-admission-plugins', 'NodeRestriction'),
  '1.2.15': is(API, 'profiling', 'false'),
  '1.2.16': isSet(API, 'audit-log-path'),
  '1.2.17': atLeast(API, 'audit-log-maxage', 30),
  '1.2.18': atLeast(API, 'audit-log-maxbackup', 10),
  '1.2.19': atLeast(API, 'audit-log-maxsize', 100),
  '1.2.21': isNot(API, 'service-account-lookup', 'false'),
  '1.2.22': isSet(API, 'service-account-key-file'),
  '1.2.23': isSet(API, 'etcd-certfile', 'etcd-keyfile'),
  '1.2.24': isSet(API, 'tls-cert-file', 'tls-private-key-file'),
  '1.2.25': isSet(API, 'client-ca-file'),
  '1.2.26': isSet(API, 'etcd-cafile'),
  '1.2.30': is(API, 'service-account-extend-token-expiration', 'false'),
  '1.3.2': is(MANAGER, 'profiling', 'false'),
  '1.3.3': is(MANAGER, 'use-service-account-credentials', 'true'),
  '1.3.4': isSet(MANAGER, 'service-account-private-key-file'),
  '1.3.5': isSet(MANAGER, 'root-ca-file'),
  '1.3.6': ({flag}) => flag(MANAGER, 'feature-gates')?.includes('RotateKubeletServerCertificate=false') !== true,
  '1.3.7': is(MANAGER, 'bind-address', '127.0.0.1'),
  '1.4.1': is(SCHEDULER, 'profiling', 'false'),
  '1.4.2': is(SCHEDULER, 'bind-address', '127.0.0.1'),
};

export const ETCD_CHECKS: Readonly<Record<string, Check>> = {
  '2.1': isSet('etcd', 'cert-file', 'key-file'),
  '2.2': is('etcd', 'client-cert-auth', 'true'),
  '2.3': isNot('etcd', 'auto-tls', 'true'),
  '2.4': isSet('etcd', 'peer-cert-file', 'peer-key-file'),
  '2.5': is('etcd', 'peer-client-cert-auth', 'true'),
  '2.6': isNot('etcd', 'peer-auto-tls', 'true'),
};

export const NODE: Readonly<Record<string, Check>> = {
  '4.1.1': atMost(0o600, unit('kubelet')),
  '4.1.2': ofRoot(unit('kubelet')),
  '4.1.5': atMost(0o600, `${KUBERNETES}/kubelet.conf`),
  '4.1.6': ofRoot(`${KUBERNETES}/kubelet.conf`),
  '4.1.9': atMost(0o600, '/var/lib/kubelet/config.yaml'),
  '4.1.10': ofRoot('/var/lib/kubelet/config.yaml'),
  '4.2.1': ({kubelet}) => !kubelet.authentication.anonymous.enabled,
  '4.2.2': ({kubelet}) => kubelet.authorization.mode !== 'AlwaysAllow',
  '4.2.3': ({kubelet}) => kubelet.authentication.x509.clientCAFile !== '',
  '4.2.6': ({kubelet}) => kubelet.makeIPTablesUtilChains !== false,
  '4.2.10': ({kubelet}) => kubelet.rotateCertificates !== false,
  '4.3.1': ({kubeProxy}) => kubeProxy.metricsBindAddress?.startsWith('127.0.0.1') !== false,
};
