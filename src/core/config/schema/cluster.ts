import {z} from 'zod';
import {PERIODS} from '../../snapshots/period.js';
import {artifacts, proxy, registry} from './artifacts.js';
import {authentication} from './authentication.js';
import {extraArgs} from './extra-args.js';
import {host} from './host.js';
import {sshSettings} from './ssh.js';
import {
  age,
  ageRecipient,
  certificateName,
  cidr,
  days,
  dnsLabel,
  dnsName,
  dnsNameOrAddress,
  endpointUrl,
  etcdVersion,
  kubernetesVersion,
  nonEmpty,
  pemCertificate,
  port,
} from './text.js';

const endpoint = z.strictObject({
  host: dnsNameOrAddress.describe(
    'DNS name or address of a load balancer in front of the control planes: your own, or the one that quorate installs on hosts with the role `load-balancer`. For one such host it is its address, or a DNS name of that address. For two, or if all control planes have the role, it is a virtual IP, a free address of their network.',
  ),
  port: port
    .default(6443)
    .describe(
      'Port of the endpoint. 6443, the port of the API servers, if all control planes have the role `load-balancer`.',
    ),
});

const network = z.strictObject({
  plugin: z
    .enum(['flannel', 'none'])
    .default('flannel')
    .describe(
      'Pod network. `flannel` does not enforce NetworkPolicy objects: the API accepts them, and they have no effect. Its VXLAN traffic between nodes (UDP port 8472) is neither encrypted nor authenticated. `none`: you install another one, for example Cilium or Calico, which enforce NetworkPolicy; until then nodes are not Ready.',
    ),
  podCidr: cidr
    .default('10.244.0.0/16')
    .describe('Addresses of pods. Each node gets a /24 of it (IPv6: a /64). Must not overlap with hosts or services.'),
  serviceCidr: cidr
    .default('10.96.0.0/12')
    .describe('Addresses of services, between a /28 and a /12 (IPv6: a /108). The tenth is that of the cluster DNS.'),
  dnsDomain: dnsName.default('cluster.local').describe('DNS domain of services.'),
});

const snapshots = z.strictObject({
  every: z.enum(PERIODS).default('6h').describe('How often: at each full period of UTC.'),
  keep: age
    .default('7d')
    .describe('The age at which one is deleted, like `48h`, `7d` or `4w`. The newest on each host is kept.'),
  recipient: pemCertificate
    .exactOptional()
    .describe(
      'A certificate (PEM, the text itself): snapshots are encrypted to it on the host, and only its private key decrypts them (`openssl cms -decrypt`).',
    ),
});

const etcd = z.strictObject({
  version: etcdVersion
    .exactOptional()
    .describe('Version of etcd, in quotes. Without it: the newest version of the bundle that suits Kubernetes.'),
  endpoints: z
    .array(endpointUrl)
    .min(1)
    .exactOptional()
    .describe(
      'Client URLs of an unmanaged external etcd, like `https://10.0.0.5:2379`. For `topology: external` without hosts with the role `etcd`. Every control plane must reach all of them. quorate does not change that etcd.',
    ),
  caFile: nonEmpty
    .exactOptional()
    .describe(
      'With `endpoints`: the CA of that etcd, a file on the machine that runs quorate. `~/` is your home directory; other relative paths start at the directory of this file (also for `certFile` and `keyFile`).',
    ),
  certFile: nonEmpty
    .exactOptional()
    .describe('With `endpoints`: the client certificate of the API servers for that etcd.'),
  keyFile: nonEmpty
    .exactOptional()
    .describe('With `endpoints`: the private key of `certFile`. Only its owner may read the file (mode 600).'),
  snapshots: snapshots
    .exactOptional()
    .describe(
      'Snapshots that etcd takes by itself, in /var/lib/quorate/snapshots of the host that leads. Without it there are none. They are lost with their host: copy them away, or take some with `quorate etcd snapshot save`.',
    ),
});

const pki = z.strictObject({
  home: z
    .enum(['hosts', 'operator'])
    .default('hosts')
    .describe(
      'Where the private keys of the three CAs are. `hosts`: on every control plane. `operator`: in `directory`, encrypted, and on no host. Then only a run of quorate signs certificates: kubelets do not renew their own, and the API signs no CertificateSigningRequest.',
    ),
  directory: nonEmpty
    .exactOptional()
    .describe(
      'With `home: operator`: the directory with the CAs, on the machine that runs quorate. `~/` is your home directory; other relative paths start at the directory of this file. Back it up: without it no certificate can be renewed.',
    ),
  recipients: z
    .array(ageRecipient)
    .min(1)
    .exactOptional()
    .describe(
      'With `home: operator`: the keys of age (`age1…`) that the private keys of the CAs are encrypted to. Each of them alone decrypts: name one for every operator, and one for emergencies.',
    ),
  algorithm: z
    .enum(['ECDSA-P256', 'RSA-2048'])
    .default('ECDSA-P256')
    .describe('Algorithm of all keys. RSA only for clients without ECDSA support.'),
  certValidityDays: days
    .default(365)
    .describe(
      'Validity of certificates in days. Every run renews what is in the last third of its validity, at most 60 days before it expires.',
    ),
  workerCertValidityDays: days
    .exactOptional()
    .describe(
      'The same for hosts that are neither control planes nor etcd hosts; 90 if it is not set, or `certValidityDays` if that is less or with `home: operator`. Also the longest validity of certificates that the API issues (CertificateSigningRequest), with which kubelets renew their own. Let `quorate apply` run at least once a month, or set it higher: after this time without a run, kube-proxy, flanneld and the kubelet server of a worker have expired certificates.',
    ),
  caValidityDays: days.default(3650).describe('Validity of the CAs in days.'),
  apiServerSans: z
    .array(certificateName)
    .default([])
    .describe('Additional DNS names and addresses in the certificates of the API servers.'),
});

const podSecurity = z.strictObject({
  enforce: z
    .enum(['privileged', 'baseline', 'restricted'])
    .default('privileged')
    .describe(
      'The Pod Security standard that pods must meet in namespaces without the label `pod-security.kubernetes.io/enforce`. `privileged` refuses none. Pods below `baseline`, or below this level if it is higher, cause a warning and are marked in the audit log. The namespace `kube-system` is exempt.',
    ),
});

const spec = z.strictObject({
  kubernetesVersion: kubernetesVersion.describe('Version of Kubernetes, in quotes: `"1.36.3"`.'),
  topology: z
    .enum(['stacked', 'external'])
    .default('stacked')
    .describe(
      '`stacked`: etcd runs on the control planes. `external`: etcd runs on dedicated hosts, or is unmanaged (`spec.etcd.endpoints`).',
    ),
  endpoint: endpoint
    .exactOptional()
    .describe(
      'Where clients outside the cluster reach the API. Without it the first control plane is the endpoint and a single point of failure. Nodes do not use it: each has a load balancer of its own over all control planes.',
    ),
  network: network.prefault({}).describe('Networks of pods and services.'),
  etcd: etcd.prefault({}).describe('Settings of etcd.'),
  pki: pki.prefault({}).describe('Keys and certificates.'),
  ssh: sshSettings.prefault({}).describe('SSH settings of all hosts. `spec.hosts[].ssh` overrides them for one host.'),
  hosts: z.array(host).min(1).describe('The hosts of the cluster.'),
  authentication: authentication
    .exactOptional()
    .describe('Who may log in to the API with tokens of OpenID Connect, besides the certificates that quorate issues.'),
  podSecurity: podSecurity
    .prefault({})
    .describe('Pod Security for all namespaces. A change counts for new pods; those that run stay.'),
  extraArgs: extraArgs.prefault({}).describe('Additional command line flags, by component.'),
  artifacts: artifacts.prefault({}).describe('Where binaries and images come from.'),
  proxy: proxy
    .exactOptional()
    .describe(
      'HTTP proxy for the downloads of hosts, for their packages and for containerd. A proxy in the configuration of the package manager has precedence.',
    ),
  packages: z
    .enum(['install', 'require'])
    .default('install')
    .describe(
      'Packages of the operating system that a role needs, like haproxy and nftables. `install`: quorate installs those that are missing with apt-get, dnf or zypper, and a reset removes them again. `require`: a host without them is refused.',
    ),
  registries: z
    .array(registry)
    .default([])
    .describe('Registries from which containerd pulls the images of your pods: mirrors, CAs and credentials.'),
});

/** cluster.yaml. Every key has a description: the reference and editors show it. */
export const clusterFile = z.strictObject({
  apiVersion: z.literal('quorate/v1alpha1').describe('Version of this format.'),
  kind: z.literal('Cluster').describe('What this file describes.'),
  metadata: z
    .strictObject({name: dnsLabel.describe('Name of the cluster, in kubeconfigs and messages.')})
    .describe('The name of the cluster.'),
  spec: spec.describe('The cluster.'),
});

export type ClusterFile = z.output<typeof clusterFile>;
