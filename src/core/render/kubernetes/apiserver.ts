import type {ExtraArg} from '../../model/config.js';
import {API_PORT, type DesiredCluster, type DesiredControlPlane} from '../../model/desired.js';
import {binaries} from '../artifacts.js';
import {DATA_OWNER, dataOwner} from '../data-owner.js';
import type {Flags} from '../flags.js';
import type {Part} from '../part.js';
import {AUDIT_POLICY, componentFile, ENCRYPTION_CONFIG, PKI} from '../paths.js';
import {service} from '../service.js';
import {SERVING_TLS} from '../tls.js';
import type {RenderInput} from '../types.js';
import {yamlText} from '../yaml.js';
import {admissionConfiguration, enabledPlugins} from './admission.js';
import {auditPolicy} from './audit-policy.js';
import {authenticationConfiguration} from './authentication.js';

const ADMISSION = componentFile('kube-apiserver', 'admission.yaml');
const AUTHENTICATION = componentFile('kube-apiserver', 'authentication.yaml');
const AUDIT_LOGS = '/var/log/kubernetes/audit';

export function apiServer(input: RenderInput, controlPlane: DesiredControlPlane): readonly Part[] {
  const {desired, release, templates} = input;
  const {enabled, otherArgs} = enabledPlugins(desired.extraArgs['kube-apiserver']);
  return [
    binaries(input, ['kube-apiserver']),
    {
      directories: [{path: AUDIT_LOGS, mode: '700', of: {unit: 'kube-apiserver.service', user: 'kube-apiserver'}}],
      files: [
        dataOwner(templates),
        {path: ADMISSION, mode: '600', text: yamlText(admissionConfiguration(desired.podSecurity.enforce))},
        {
          path: AUTHENTICATION,
          mode: '600',
          text: yamlText(authenticationConfiguration(release.versions.kubernetes, desired.authentication)),
        },
        {path: AUDIT_POLICY, mode: '600', text: yamlText(auditPolicy())},
      ],
    },
    service(templates, {
      name: 'kube-apiserver',
      user: 'kube-apiserver',
      phase: 'early',
      reads: [ADMISSION, AUTHENTICATION, AUDIT_POLICY, ENCRYPTION_CONFIG, ...READ_PKI],
      command: {flags: apiServerFlags(desired, controlPlane, enabled), extraArgs: otherArgs},
      values: {dataOwner: DATA_OWNER, auditLogs: AUDIT_LOGS, sockets: usesSockets(otherArgs) ? ' AF_UNIX' : ''},
    }),
  ];
}

/** konnectivity may listen at a socket of the host. */
const usesSockets = (extraArgs: readonly ExtraArg[]): boolean =>
  extraArgs.some(({name}) => name === 'egress-selector-config-file');

const READ_PKI = [
  PKI.ca.cert,
  PKI.apiserver.cert,
  PKI.apiserver.key,
  PKI.kubeletClient.cert,
  PKI.kubeletClient.key,
  PKI.etcdCa.cert,
  PKI.etcdClient.cert,
  PKI.etcdClient.key,
  PKI.frontProxyCa.cert,
  PKI.frontProxyClient.cert,
  PKI.frontProxyClient.key,
  PKI.serviceAccount.publicKey,
  PKI.serviceAccount.key,
] as const;

/** kubeadm's flags, and those of the CIS benchmark. */
const apiServerFlags = (
  {network}: DesiredCluster,
  {address, etcdEndpoints}: DesiredControlPlane,
  plugins: string | undefined,
): Flags => ({
  'advertise-address': address,
  'admission-control-config-file': ADMISSION,
  'allow-privileged': 'true',
  'audit-log-maxage': '30',
  'audit-log-maxbackup': '10',
  'audit-log-maxsize': '100',
  'audit-log-path': `${AUDIT_LOGS}/audit.log`,
  'audit-policy-file': AUDIT_POLICY,
  'authentication-config': AUTHENTICATION,
  'authorization-mode': 'Node,RBAC',
  'client-ca-file': PKI.ca.cert,
  'enable-admission-plugins': plugins,
  'encryption-provider-config': ENCRYPTION_CONFIG,
  'etcd-cafile': PKI.etcdCa.cert,
  'etcd-certfile': PKI.etcdClient.cert,
  'etcd-keyfile': PKI.etcdClient.key,
  'etcd-servers': etcdEndpoints.join(','),
  // Long-lived connections are rebalanced to an API server that restarted. It is set for a single control plane too, so
  // that a second one does not restart the first.
  'goaway-chance': '0.001',
  'kubelet-certificate-authority': PKI.ca.cert,
  'kubelet-client-certificate': PKI.kubeletClient.cert,
  'kubelet-client-key': PKI.kubeletClient.key,
  'kubelet-preferred-address-types': 'InternalIP,ExternalIP,Hostname',
  profiling: 'false',
  'proxy-client-cert-file': PKI.frontProxyClient.cert,
  'proxy-client-key-file': PKI.frontProxyClient.key,
  'requestheader-allowed-names': 'front-proxy-client',
  'requestheader-client-ca-file': PKI.frontProxyCa.cert,
  'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
  'requestheader-group-headers': 'X-Remote-Group',
  'requestheader-username-headers': 'X-Remote-User',
  'secure-port': String(API_PORT),
  'service-account-extend-token-expiration': 'false',
  'service-account-issuer': `https://kubernetes.default.svc.${network.dnsDomain}`,
  'service-account-key-file': PKI.serviceAccount.publicKey,
  'service-account-signing-key-file': PKI.serviceAccount.key,
  'service-cluster-ip-range': network.serviceCidr,
  // On SIGTERM it reports not ready and keeps serving until every load balancer has seen that twice.
  'shutdown-delay-duration': '3s',
  // Without it each stop waits a minute for watches, which do not end; clients reconnect to another server.
  'shutdown-watch-termination-grace-period': '10s',
  'tls-cert-file': PKI.apiserver.cert,
  'tls-private-key-file': PKI.apiserver.key,
  ...SERVING_TLS,
});
