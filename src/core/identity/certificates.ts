import type {X509Certificate} from 'node:crypto';
import type {HostFacts} from '../model/observed.js';
import {canonicalAddress, isAddress} from '../network/address.js';
import {readCertificate} from '../pki/certificate-file.js';
import {KUBECONFIG, PKI} from '../render/paths.js';

/** Certificates with the name of the host in their common name, and the prefix before it. */
const OWN = [
  {path: PKI.kubelet.cert, before: 'system:node:'},
  {path: PKI.etcdPeer.cert, before: ''},
] as const;

/**
 * What shows which host of which cluster a machine is, where its identity is not recorded. It is read on every host, also for
 * roles that the configuration does not give it: the machine that answers may be another host.
 */
export const IDENTIFYING_TEXTS: readonly string[] = [...OWN.map(({path}) => path), KUBECONFIG.kubelet];

/** The name of the host in its own certificates; undefined if it has none. */
export function nameInCertificates(facts: HostFacts): string | undefined {
  for (const {path, before} of OWN) {
    const name = commonName(certificateAt(facts, path));
    if (name?.startsWith(before)) return name.slice(before.length);
  }
  return undefined;
}

/** The addresses of the host in its own certificates, without loopback. */
export function addressesInCertificates(facts: HostFacts): readonly string[] {
  const all = OWN.flatMap(({path}) => addressesIn(certificateAt(facts, path)));
  return [...new Set(all)].filter(address => address !== '::1' && !address.startsWith('127.'));
}

/** The cluster in the kubeconfig of the kubelet; undefined if there is none. */
export const clusterInKubeconfig = ({publicTexts}: HostFacts): string | undefined =>
  /^ +cluster: *"?([a-z0-9][a-z0-9-]*)"? *$/m.exec(publicTexts.get(KUBECONFIG.kubelet) ?? '')?.[1];

/** The DNS domain and the addresses in the certificate of the API server. */
export function apiServerCertificate(facts: HostFacts) {
  const certificate = certificateAt(facts, PKI.apiserver.cert);
  if (certificate === undefined) return undefined;
  const domain = /DNS:kubernetes\.default\.svc\.([a-z0-9.-]+)/.exec(certificate.subjectAltName ?? '')?.[1];
  return {domain, addresses: addressesIn(certificate)};
}

const certificateAt = ({publicTexts}: HostFacts, path: string): X509Certificate | undefined => {
  const text = publicTexts.get(path);
  return text === undefined ? undefined : readCertificate(text);
};

const commonName = (certificate: X509Certificate | undefined): string | undefined =>
  /^CN=(.*)$/m.exec(certificate?.subject ?? '')?.[1];

/** Node.js writes them as "DNS:cp1, IP Address:10.0.0.11", and IPv6 in full. */
const addressesIn = (certificate: X509Certificate | undefined): readonly string[] =>
  [...(certificate?.subjectAltName ?? '').matchAll(/IP Address:([0-9A-Fa-f.:]+)/g)].flatMap(([, address]) =>
    isAddress(address!) ? [canonicalAddress(address!)] : [],
  );
