import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import {CAS} from './cas.js';
import {readCertificate, validityOf} from './certificate-file.js';
import {day, validityFrom} from './lifetimes.js';
import {workerValidityDays} from './validity-days.js';

/** What a host is, as far as it decides which credentials are on its disks. */
export interface Roles {
  readonly controlPlane: boolean;
  readonly member: boolean;
  readonly node: boolean;
}

/** A host that is not in the configuration any more is known by its etcd member and its Node. */
export function rolesOf(host: HostName, desired: DesiredCluster, {etcd, kube}: ObservedCluster): Roles {
  const has = (all: readonly {readonly host: HostName}[]) => all.some(each => each.host === host);
  const node = kube.known ? kube.value.nodes.find(({name}) => name === host) : undefined;
  const listed = etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];
  return {
    controlPlane: has(desired.controlPlanes) || node?.labels['node-role.kubernetes.io/control-plane'] !== undefined,
    member: has(desired.etcd) || listed.some(member => member.host === host || member.name === host),
    node: has(desired.nodes) || node !== undefined,
  };
}

/**
 * What of the cluster is on the disks of a machine that is gone, and until when each of it is good for something. The
 * machine cannot be read: a certificate may have been issued today, for as long as certificates are.
 */
export function stillHeld(
  {controlPlane, member, node}: Roles,
  {desired, observed, now}: {readonly desired: DesiredCluster; readonly observed: ObservedCluster; readonly now: Date},
): readonly string[] {
  const {pki, network} = desired;
  const until = (days: number) => day(validityFrom(now, days).notAfter);
  // A worker may still have certificates from before their validity was shortened.
  const longest = until(Math.max(pki.certValidityDays, workerValidityDays(pki)));
  const cas = caExpiry(desired, observed) ?? until(pki.caValidityDays);
  const hasCaKeys = pki.home === 'hosts';
  return [
    ...(controlPlane
      ? [
          ...(hasCaKeys
            ? [
                `the private keys of the CAs, with which any certificate can be issued (until the CAs are replaced; they expire on ${cas})`,
              ]
            : [`the client certificate of the front proxy: any user, in extension API servers (until ${longest})`]),
          'the service account key, with which any token can be issued, and the encryption keys of Secrets (until they are replaced)',
          `admin.conf: administrator of the cluster (until ${longest})`,
        ]
      : []),
    ...(member || (controlPlane && desired.unmanagedEtcd === undefined)
      ? [`client certificates of etcd: everything in its database (until ${longest})`]
      : []),
    ...(controlPlane && desired.unmanagedEtcd !== undefined
      ? ['the client certificate of the unmanaged etcd: everything in its database (as its operators issued it)']
      : []),
    ...(node
      ? [
          hasCaKeys
            ? `the certificate of its kubelet, which renews it by itself: what its Node may read, and its pods (until the cluster CA is replaced; it expires on ${cas})`
            : `the certificate of its kubelet: what its Node may read, and its pods (until ${longest})`,
          `the certificates of kube-proxy${network.plugin === 'flannel' ? ' and flanneld' : ''}: they read Nodes, Services and EndpointSlices (until ${longest})`,
          'the secrets and tokens of the pods that ran on it',
        ]
      : []),
  ];
}

function caExpiry({controlPlanes}: DesiredCluster, {hosts}: ObservedCluster): string | undefined {
  for (const {host} of controlPlanes) {
    const facts = hosts.get(host);
    const text = facts?.known === true ? facts.value.publicTexts.get(CAS.ca.certPath) : undefined;
    const certificate = text === undefined ? undefined : readCertificate(text);
    if (certificate !== undefined) return day(validityOf(certificate).notAfter);
  }
  return undefined;
}
