import type {AuthenticationConfig} from './authentication.js';
import type {HostName} from './names.js';
import type {SnapshotSchedule} from './snapshot-schedule.js';

/** A standard of Pod Security. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

export type Role = 'control-plane' | 'worker' | 'etcd' | 'load-balancer';

/** One extra command line flag; the same name may stand more than once. */
export interface ExtraArg {
  readonly name: string;
  readonly value: string;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** How to reach a host by SSH: the cluster's defaults with the settings of the host over them. */
export interface SshSettings {
  readonly user: string;
  readonly port: number;
  /** Private key files in the order they are tried; a leading `~/` is the operator's home. */
  readonly keyFiles: readonly string[];
  /** Use the agent at SSH_AUTH_SOCK. */
  readonly agent: boolean;
  /** Read ~/.ssh/config. */
  readonly useConfig: boolean;
  /** `[user@]host[:port]`, the nearest hop first. */
  readonly jumpHosts: readonly string[];
  readonly hostKeys: 'strict' | 'accept-new' | 'off';
  readonly knownHostsFile: string;
  readonly connectTimeoutSeconds: number;
  /** Which SSH client connects: quorate's own, or the `ssh` of the operator's machine. */
  readonly client: 'builtin' | 'openssh';
  /** The settings that the file has, for this host or for all: they win over ~/.ssh/config, also with a default value. */
  readonly set?: readonly string[];
}

/** Whether the configuration has this setting; without it, its default is in the settings. */
export const isSet = ({set}: SshSettings, name: keyof SshSettings): boolean => set?.includes(name) === true;

export interface HostConfig {
  readonly name: HostName;
  /** The address other members of the cluster use, an IPv4 or IPv6 address. */
  readonly address: string;
  /** Where SSH connects, when it is not `address`. */
  readonly sshAddress?: string;
  readonly roles: readonly Role[];
  readonly zone?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly connection: 'ssh' | 'local';
  readonly ssh: SshSettings;
}

/** The components that take extra arguments in `extraArgs`. */
export type ConfigurableComponent =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet'
  | 'kube-proxy'
  | 'flanneld';

/** How to reach an unmanaged etcd. The files are on the machine of the operator. */
export interface UnmanagedEtcdConfig {
  readonly endpoints: readonly string[];
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Where hosts get binaries and images. Files are on the machine of the operator. */
export interface ArtifactsConfig {
  readonly source?: 'upstream' | 'mirror' | 'bundle';
  /** Without a slash at its end. */
  readonly mirror?: string;
  readonly ca?: string;
  readonly credentials?: CredentialsConfig;
  readonly lock?: string;
  readonly lockSha256?: string;
  /** A bundle directory; undefined: the bundle in the cache of the user. */
  readonly bundle?: string;
}

/** A user name with a password, or a token. The secrets are in files or variables of the operator. */
export interface CredentialsConfig {
  readonly username?: string;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
  readonly tokenFile?: string;
  readonly tokenEnv?: string;
}

export interface ProxyConfig {
  readonly http?: string;
  readonly https?: string;
  readonly noProxy: readonly string[];
}

export interface RegistryConfig {
  /** "registry.example.com:5000"; "_default": all without an entry. */
  readonly host: string;
  readonly mirrors: readonly string[];
  readonly ca?: string;
  readonly credentials?: CredentialsConfig;
}

/** The configuration with every default filled in and each address in its canonical form. */
export interface ClusterConfig {
  readonly name: string;
  /** Without a leading v: "1.36.3". */
  readonly kubernetesVersion: string;
  readonly topology: 'stacked' | 'external';
  /** Where clients outside the cluster reach the API; undefined if the configuration names none. */
  readonly endpoint?: {readonly host: string; readonly port: number};
  readonly network: {
    /** 'none': the user installs another one. */
    readonly plugin: 'flannel' | 'none';
    readonly podCidr: string;
    readonly serviceCidr: string;
    readonly dnsDomain: string;
  };
  readonly etcd: {
    /** Without a leading v; undefined: the newest suitable version of the bundle. */
    readonly version?: string;
    /** Undefined: its members take no snapshots by themselves. */
    readonly snapshots?: SnapshotSchedule;
    /** The unmanaged etcd; undefined: quorate runs etcd. */
    readonly unmanagedEtcd?: UnmanagedEtcdConfig;
  };
  readonly pki: {
    /** Where the private keys of the CAs are: on the control planes, or in `directory` of the operator. */
    readonly home: 'hosts' | 'operator';
    /** With `home: hosts` only while the CAs move back from it. */
    readonly directory?: string;
    /** Of age. */
    readonly recipients?: readonly string[];
    readonly algorithm: 'ECDSA-P256' | 'RSA-2048';
    readonly certValidityDays: number;
    /** On hosts that are neither control planes nor etcd hosts. Undefined: see validity-days.ts. */
    readonly workerCertValidityDays?: number;
    readonly caValidityDays: number;
    /** Extra SANs for the API server's certificate: DNS names or addresses. */
    readonly apiServerSans: readonly string[];
  };
  readonly hosts: readonly HostConfig[];
  readonly podSecurity: {
    /** What pods must meet in namespaces without labels of their own. */
    readonly enforce: PodSecurityLevel;
  };
  /** Undefined: certificates and service accounts only. */
  readonly authentication?: AuthenticationConfig;
  readonly extraArgs: Readonly<Record<ConfigurableComponent, readonly ExtraArg[]>>;
  readonly artifacts: ArtifactsConfig;
  /** For the downloads of hosts and for containerd. */
  readonly proxy?: ProxyConfig;
  /** Missing packages of the operating system: quorate installs them, or preflight refuses the host. */
  readonly packages: 'install' | 'require';
  readonly registries: readonly RegistryConfig[];
}

/** Versions that a configuration is to name, without a leading v. */
export interface NamedVersions {
  readonly kubernetes: string;
  readonly etcd?: string;
}
