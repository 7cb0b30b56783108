import type {ConfigurableComponent} from '../model/config.js';

/** Why quorate sets a flag itself; undefined for a flag that the user may set. */
export const ownedFlag = (component: ConfigurableComponent, flag: string): Owned | undefined =>
  OWNED[component].find(({flags}) => flags.some(owned => matches(owned, flag)));

interface Owned {
  /** Names; `*` at the end matches any rest. */
  readonly flags: readonly string[];
  readonly because: string;
  /** The setting that does the same. */
  readonly instead?: string;
}

const matches = (owned: string, flag: string): boolean =>
  owned.endsWith('*') ? flag.startsWith(owned.slice(0, -1)) : owned === flag;

const CERTIFICATES = 'certificates and keys are issued and renewed by quorate; see spec.pki';
const KUBECONFIGS = 'kubeconfigs are issued by quorate';
const PORTS = 'quorate probes the component on its default port';
const NETWORKS = 'it is set from spec.network';
const MEMBERS = 'etcd members are added and removed only if quorum is safe; see the roles of hosts';
const LEADER = 'two active replicas would conflict';

const OWNED: Readonly<Record<ConfigurableComponent, readonly Owned[]>> = {
  etcd: [
    {flags: ['name', 'initial-*', 'force-new-cluster*', 'discovery*', 'strict-reconfig-check'], because: MEMBERS},
    {flags: ['data-dir', 'wal-dir'], because: 'the data directory is tied to the member marker of quorate'},
    {flags: ['listen-*', 'advertise-client-urls'], because: 'URLs are set from the addresses of hosts'},
    {flags: ['cert-file', 'key-file', 'trusted-ca-file', 'peer-*'], because: CERTIFICATES},
    {
      flags: ['client-cert-auth', 'client-cert-file', 'client-key-file', 'client-crl-file', 'auto-tls'],
      because: CERTIFICATES,
    },
    {flags: ['config-file'], because: 'a configuration file makes etcd ignore all flags'},
  ],
  'kube-apiserver': [
    {flags: ['etcd-servers', 'etcd-prefix'], because: 'it is set from the etcd members or spec.etcd.endpoints'},
    {
      flags: ['etcd-cafile', 'etcd-certfile', 'etcd-keyfile', 'tls-cert-file', 'tls-private-key-file'],
      because: CERTIFICATES,
    },
    {flags: ['client-ca-file', 'kubelet-client-*', 'kubelet-certificate-authority'], because: CERTIFICATES},
    {flags: ['proxy-client-*', 'requestheader-*', 'service-account-key-file'], because: CERTIFICATES},
    {flags: ['service-account-signing-key-file'], because: CERTIFICATES},
    {
      flags: ['advertise-address', 'secure-port'],
      because: 'other hosts reach the API at the address of the host, on port 6443',
    },
    {flags: ['service-cluster-ip-range'], because: NETWORKS},
    {
      flags: ['encryption-provider-config'],
      because: 'Secrets are encrypted with a key that quorate generated, and another key cannot decrypt them',
    },
    {
      flags: ['authentication-config', 'anonymous-auth'],
      because:
        'the API server does not accept these flags together with the authentication configuration that quorate writes',
    },
    {
      flags: ['token-auth-file'],
      because: 'tokens of a file never expire, and a change of the file counts only after a restart',
      instead: 'set spec.authentication.issuers, or use tokens of service accounts',
    },
    {
      flags: ['authorization-config'],
      because: 'the API server does not accept it together with authorization-mode, which quorate sets',
      instead: 'set authorization-mode and authorization-webhook-*',
    },
    {
      flags: ['oidc-*'],
      because:
        'the API server does not accept these flags together with the authentication configuration that quorate writes',
      instead: 'set spec.authentication.issuers',
    },
  ],
  'kube-controller-manager': [
    {flags: ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'], because: KUBECONFIGS},
    {
      flags: [
        'client-ca-file',
        'cluster-signing-cert-file',
        'cluster-signing-key-file',
        'requestheader-client-ca-file',
      ],
      because: CERTIFICATES,
    },
    {
      flags: ['root-ca-file', 'service-account-private-key-file', 'tls-cert-file', 'tls-private-key-file'],
      because: CERTIFICATES,
    },
    {flags: ['cluster-cidr', 'service-cluster-ip-range', 'allocate-node-cidrs'], because: NETWORKS},
    {flags: ['cluster-name'], because: 'it is set from metadata.name'},
    {flags: ['leader-elect'], because: LEADER},
    {flags: ['secure-port'], because: PORTS},
  ],
  'kube-scheduler': [
    {flags: ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'], because: KUBECONFIGS},
    {flags: ['tls-cert-file', 'tls-private-key-file'], because: CERTIFICATES},
    {flags: ['leader-elect'], because: LEADER},
    {flags: ['secure-port'], because: PORTS},
  ],
  kubelet: [
    {flags: ['kubeconfig', 'bootstrap-kubeconfig'], because: KUBECONFIGS},
    {flags: ['cert-dir', 'tls-cert-file', 'tls-private-key-file', 'client-ca-file'], because: CERTIFICATES},
    {
      flags: ['config', 'root-dir', 'container-runtime-endpoint'],
      because: 'quorate writes the configuration of the kubelet and of containerd',
    },
    {flags: ['config-dir'], because: 'files there override the configuration that quorate writes'},
    {
      flags: ['anonymous-auth', 'authentication-*', 'authorization-*'],
      because: 'only the API server may ask the kubelet for anything, and it has a certificate',
    },
    {flags: ['cgroup-driver'], because: 'kubelet and containerd must agree; quorate detects what the host supports'},
    {flags: ['hostname-override', 'node-ip'], because: 'it is set from the name and address of the host'},
    {flags: ['node-labels'], because: 'labels belong in spec.hosts[].labels'},
    {flags: ['register-with-taints', 'register-node'], because: 'taints belong in spec.hosts[].taints'},
    {flags: ['cluster-dns', 'cluster-domain', 'pod-cidr'], because: NETWORKS},
  ],
  'kube-proxy': [
    {flags: ['kubeconfig'], because: KUBECONFIGS},
    {flags: ['config'], because: 'quorate writes the configuration of kube-proxy'},
    {flags: ['hostname-override'], because: 'it is set from the name of the host'},
    {flags: ['cluster-cidr'], because: NETWORKS},
  ],
  flanneld: [
    {flags: ['kubeconfig-file'], because: KUBECONFIGS},
    {flags: ['kube-subnet-mgr', 'etcd-*'], because: 'flannel reads the ranges of nodes from Kubernetes'},
    {flags: ['net-config-path'], because: NETWORKS},
    {flags: ['iface', 'public-ip'], because: 'it is set from the address of the host'},
  ],
};
