import type {DesiredNode} from '../../model/desired.js';
import type {HostFacts} from '../../model/observed.js';
import {CONTAINERD_SOCKET, PKI} from '../paths.js';
import {CIPHER_SUITES} from '../tls.js';
import type {RenderInput} from '../types.js';
import {isFrom} from '../unit-version.js';

/** The settings of kubeadm and of the CIS benchmark. Swap is not allowed, the default of kubelet: preflight checks it. */
export const kubeletConfiguration = ({desired, release, facts}: RenderInput, {taints}: DesiredNode) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: {
    anonymous: {enabled: false},
    webhook: {enabled: true},
    x509: {clientCAFile: PKI.ca.cert},
  },
  authorization: {mode: 'Webhook'},
  cgroupDriver: usesSystemdCgroups(facts) ? 'systemd' : 'cgroupfs',
  clusterDNS: [desired.network.dnsIp],
  clusterDomain: desired.network.dnsDomain,
  containerRuntimeEndpoint: CONTAINERD_SOCKET,
  // From 1.35 on a kubelet does not start on cgroup v1 with the default of this setting.
  ...(facts.cgroup === 'v1' && isFrom('1.35', release.versions.kubernetes) ? {failCgroupV1: false} : {}),
  healthzBindAddress: '127.0.0.1',
  healthzPort: 10248,
  podPidsLimit: 4096,
  readOnlyPort: 0,
  ...(taints.length === 0 ? {} : {registerWithTaints: taints}),
  ...(forwardsLocally(facts) ? {resolvConf: UPSTREAM_RESOLVERS} : {}),
  // Without a signer in the cluster a request would stay pending: a run renews what the kubeconfig has.
  rotateCertificates: desired.pki.home === 'hosts',
  seccompDefault: true,
  tlsCertFile: PKI.kubelet.cert,
  tlsCipherSuites: CIPHER_SUITES,
  tlsMinVersion: 'VersionTLS12',
  tlsPrivateKeyFile: PKI.kubelet.key,
});

/** The unit whose state decides about resolv.conf. */
export const RESOLVER_UNIT = 'systemd-resolved.service';

const UPSTREAM_RESOLVERS = '/run/systemd/resolve/resolv.conf';

/** The resolv.conf whose nameservers pods get. */
export const resolvConfOf = (facts: HostFacts): string =>
  forwardsLocally(facts) ? UPSTREAM_RESOLVERS : '/etc/resolv.conf';

/** With systemd-resolved /etc/resolv.conf has 127.0.0.53, which in a pod is the pod itself. */
const forwardsLocally = ({units}: HostFacts): boolean => units.get(RESOLVER_UNIT)?.active === 'active';

/**
 * May systemd manage the cgroups of pods? On machines with cgroup v2 it should be the only manager; in a container, or on
 * cgroup v1, its view of the hierarchy is not reliable. kubelet and containerd must agree.
 */
export const usesSystemdCgroups = ({cgroup, container}: HostFacts): boolean =>
  cgroup === 'v2' && container === undefined;
