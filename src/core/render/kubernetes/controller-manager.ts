import type {DesiredCluster} from '../../model/desired.js';
import {workerValidityDays} from '../../pki/validity-days.js';
import {binaries} from '../artifacts.js';
import type {Flags} from '../flags.js';
import type {Part} from '../part.js';
import {KUBECONFIG, PKI} from '../paths.js';
import {service} from '../service.js';
import {SERVING_TLS} from '../tls.js';
import type {RenderInput} from '../types.js';

export const controllerManager = ({desired, release, facts, templates}: RenderInput): readonly Part[] => [
  binaries({release, facts}, ['kube-controller-manager']),
  service(templates, {
    name: 'kube-controller-manager',
    user: 'kube-controller-manager',
    phase: 'early',
    reads: [
      KUBECONFIG.controllerManager,
      PKI.ca.cert,
      ...(desired.pki.home === 'hosts' ? [PKI.ca.key, PKI.caSigner.cert] : []),
      PKI.controllerManager.cert,
      PKI.controllerManager.key,
      PKI.frontProxyCa.cert,
      PKI.serviceAccount.key,
    ],
    command: {flags: flags(desired), extraArgs: desired.extraArgs['kube-controller-manager']},
  }),
];

const flags = ({name, network, pki}: DesiredCluster): Flags => ({
  'allocate-node-cidrs': 'true',
  'authentication-kubeconfig': KUBECONFIG.controllerManager,
  'authorization-kubeconfig': KUBECONFIG.controllerManager,
  'bind-address': '127.0.0.1',
  'client-ca-file': PKI.ca.cert,
  'cluster-cidr': network.podCidr,
  'cluster-name': name,
  ...signing(pki),
  kubeconfig: KUBECONFIG.controllerManager,
  'leader-elect': 'true',
  profiling: 'false',
  'requestheader-client-ca-file': PKI.frontProxyCa.cert,
  'root-ca-file': PKI.ca.cert,
  'service-account-private-key-file': PKI.serviceAccount.key,
  'service-cluster-ip-range': network.serviceCidr,
  'terminated-pod-gc-threshold': '1000',
  'tls-cert-file': PKI.controllerManager.cert,
  'tls-private-key-file': PKI.controllerManager.key,
  ...SERVING_TLS,
  'use-service-account-credentials': 'true',
});

/** As with kubeadm's external CA: a controller manager without the key signs nothing. */
const signing = (pki: DesiredCluster['pki']): Flags =>
  pki.home === 'hosts'
    ? {
        'cluster-signing-cert-file': PKI.caSigner.cert,
        // With such a certificate a kubelet replaces that of its kubeconfig.
        'cluster-signing-duration': `${24 * workerValidityDays(pki)}h`,
        'cluster-signing-key-file': PKI.ca.key,
      }
    : {};
