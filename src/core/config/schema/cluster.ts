import {z} from 'zod';
import {extraArgs} from './extra-args.js';
import {host} from './host.js';
import {sshSettings} from './ssh.js';
import {
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
  port,
} from './text.js';

const endpoint = z.strictObject({
  host: dnsNameOrAddress.describe(
    'DNS name or address of a load balancer before the control planes: your own, or with hosts of the role `load-balancer` the one that quorate sets up. For one such host it is its address or a name of it; for two it is a free address of their network, which one of them holds at a time.',
  ),
  port: port.default(6443).describe('Port of the endpoint.'),
});

const network = z.strictObject({
  plugin: z
    .enum(['flannel', 'none'])
    .default('flannel')
    .describe('Pod network. `none`: you install your own, for example Cilium or Calico; nodes are not Ready before.'),
  podCidr: cidr
    .default('10.244.0.0/16')
    .describe('Addresses of pods. Each node takes a /24 of it (IPv6: a /64). Must not overlap with hosts or services.'),
  serviceCidr: cidr
    .default('10.96.0.0/12')
    .describe('Addresses of services, between a /28 and a /12 (IPv6: a /108). The tenth is that of the cluster DNS.'),
  dnsDomain: dnsName.default('cluster.local').describe('DNS domain of services.'),
});

const etcd = z.strictObject({
  version: etcdVersion.exactOptional().describe('Version of etcd, in quotes. Without it: the newest of the bundle.'),
  endpoints: z
    .array(endpointUrl)
    .min(1)
    .exactOptional()
    .describe(
      'Client URLs of an etcd that somebody else runs, like `https://10.0.0.5:2379`. For `topology: external` without hosts of the role `etcd`; control planes reach all of them. quorate plans nothing for its hosts.',
    ),
  caFile: nonEmpty
    .exactOptional()
    .describe(
      'With `endpoints`: the certificate authority of that etcd, a file on your machine. `~/` is your home; relative paths start at the folder of this file. So with the next two.',
    ),
  certFile: nonEmpty
    .exactOptional()
    .describe('With `endpoints`: the certificate API servers show as clients of that etcd.'),
  keyFile: nonEmpty
    .exactOptional()
    .describe('With `endpoints`: its private key. Only its owner may read the file (mode 600).'),
});

const pki = z.strictObject({
  algorithm: z
    .enum(['ECDSA-P256', 'RSA-2048'])
    .default('ECDSA-P256')
    .describe('Kind of all keys. RSA only where a client cannot do without.'),
  certValidityDays: days.default(365).describe('Days for which certificates are valid.'),
  caValidityDays: days.default(3650).describe('Days for which the certificate authorities are valid.'),
  apiServerSans: z
    .array(certificateName)
    .default([])
    .describe('More DNS names or addresses for which the certificate of the API server is valid.'),
});

const artifacts = z.strictObject({
  bundle: nonEmpty
    .exactOptional()
    .describe(
      'Folder of a bundle of binaries and images, relative to this file. Without it: the bundle in your cache folder.',
    ),
});

const spec = z.strictObject({
  kubernetesVersion: kubernetesVersion.describe('Version of Kubernetes, in quotes: `"1.36.3"`.'),
  topology: z
    .enum(['stacked', 'external'])
    .default('stacked')
    .describe('`stacked`: etcd runs on the control planes. `external`: etcd runs on hosts of its own.'),
  endpoint: endpoint
    .exactOptional()
    .describe(
      'Where people and everything outside reach the API. Without it: the first control plane, which is then not to be lost. Nodes do not need it: each has its own way to every control plane.',
    ),
  network: network.prefault({}).describe('Networks of pods and services.'),
  etcd: etcd.prefault({}).describe('Settings of etcd.'),
  pki: pki.prefault({}).describe('Keys and certificates.'),
  ssh: sshSettings.prefault({}).describe('How hosts are reached. Each host may differ, see `spec.hosts[].ssh`.'),
  hosts: z.array(host).min(1).describe('The hosts of the cluster.'),
  extraArgs: extraArgs.prefault({}).describe('More command line flags, by component.'),
  artifacts: artifacts.prefault({}).describe('Where binaries and images come from.'),
});

/** cluster.yaml. Every key has a description: the reference and editors show it. */
export const clusterFile = z.strictObject({
  apiVersion: z.literal('quorate/v1alpha1').describe('Version of this format.'),
  kind: z.literal('Cluster').describe('What this file describes.'),
  metadata: z
    .strictObject({name: dnsLabel.describe('Name of the cluster, in kubeconfigs and messages.')})
    .describe('What the cluster is called.'),
  spec: spec.describe('The cluster.'),
});

export type ClusterFile = z.output<typeof clusterFile>;
