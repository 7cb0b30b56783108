import type {X509Certificate} from 'node:crypto';
import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {HostFacts, ObservedCluster} from '../model/observed.js';
import {restrictTo} from '../model/scope.js';
import {CAS} from './cas.js';
import {readCertificate, validityOf} from './certificate-file.js';
import {desiredCerts, desiredKubeconfigs} from './certificates.js';
import {readKubeconfig} from './kubeconfig.js';
import {KUBELET_CLIENT} from './kubelet-client.js';
import {caCertHolders} from './trust.js';

/** A certificate on a host, as it is there. */
export interface ListedCertificate {
  readonly host: HostName;
  /** "apiserver", "etcd-peer", "ca". */
  readonly name: string;
  readonly kind: 'ca' | 'certificate' | 'kubeconfig';
  readonly path: string;
  /** Common names; undefined where there is no certificate. */
  readonly subject?: string;
  readonly issuer?: string;
  /** ISO 8601, UTC. */
  readonly notAfter?: string;
  /** Complete days until then; below 0 when it has expired. */
  readonly daysLeft?: number;
}

/** Every certificate that the hosts should have, by host; hosts that cannot be read are left out. */
export function listCertificates(
  desired: DesiredCluster,
  {hosts}: Pick<ObservedCluster, 'hosts'>,
  now: Date,
): readonly ListedCertificate[] {
  return desired.hosts.flatMap(({name}) => {
    const facts = hosts.get(name);
    if (facts?.known !== true) return [];
    const alone = restrictTo(desired, new Set([name]));
    return expectedOn(alone, name)
      .filter(({path}) => path !== KUBELET_CLIENT || facts.value.publicTexts.has(path))
      .map(each => ({host: name, ...each, ...detailsOf(each, facts.value, now)}));
  });
}

/** A certificate that a host should have. */
type Expected = Pick<ListedCertificate, 'name' | 'kind' | 'path'>;

/** @param alone the cluster, restricted to this host. */
export function expectedOn(alone: DesiredCluster, host: HostName): readonly Expected[] {
  const isControlPlane = alone.controlPlanes.length > 0;
  const cas = isControlPlane
    ? Object.entries(CAS).filter(([name]) => name !== 'etcd-ca' || alone.unmanagedEtcd === undefined)
    : caCertHolders(alone).map(({ca}) => [ca, CAS[ca]] as const);
  return [
    ...cas.map(([name, {certPath}]): Expected => ({name, kind: 'ca', path: certPath})),
    ...desiredCerts(alone)
      .filter(each => each.host === host)
      .map(({name, certPath}): Expected => ({name, kind: 'certificate', path: certPath})),
    ...desiredKubeconfigs(alone)
      .filter(each => each.host === host)
      .map(({name, path}): Expected => ({name, kind: 'kubeconfig', path})),
    // Requested by the kubelet itself, some time after it joined.
    ...(alone.pki.home === 'hosts' && alone.nodes.some(node => node.host === host)
      ? [{name: 'kubelet-client', kind: 'certificate', path: KUBELET_CLIENT} as const]
      : []),
  ];
}

export function certificateAt({kind, path}: Expected, {publicTexts}: HostFacts): X509Certificate | undefined {
  const text = publicTexts.get(path);
  const pem = kind === 'kubeconfig' && text !== undefined ? readKubeconfig(text)?.certPem : text;
  return pem === undefined ? undefined : readCertificate(pem);
}

function detailsOf(expected: Expected, facts: HostFacts, now: Date) {
  const certificate = certificateAt(expected, facts);
  if (certificate === undefined) return {};
  const {notAfter} = validityOf(certificate);
  return {
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    notAfter: notAfter.toISOString(),
    daysLeft: Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS),
  };
}

const DAY_MS = 86_400_000;

/** Lines "CN=kube-apiserver", of a certificate that node has parsed. */
const commonName = (name: X509Certificate['subject']): string =>
  /^CN=(.*)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ');
