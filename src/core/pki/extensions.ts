import forge from 'node-forge';
import {bytesToForge} from './der.js';
import {addressBytes} from './names.js';
import type {DesiredCert} from './types.js';

/** What the extensions of a certificate say. */
export interface ExtensionFacts {
  readonly isAuthority: boolean;
  readonly usages: DesiredCert['usages'];
  readonly sans: DesiredCert['sans'];
  readonly keyId: Uint8Array;
  readonly issuerKeyId: Uint8Array;
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Extensions as kubeadm sets them, in the form node-forge encodes. */
export function extensions({isAuthority, usages, sans, keyId, issuerKeyId}: ExtensionFacts): object[] {
  const altNames = [
    ...sans.dns.map(value => ({type: DNS_NAME, value})),
    ...sans.ip.map(address => ({type: IP_ADDRESS, value: bytesToForge(addressBytes(address))})),
  ];
  return [
    {name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true, keyCertSign: isAuthority},
    ...(usages.length === 0
      ? []
      : [{name: 'extKeyUsage', serverAuth: usages.includes('server'), clientAuth: usages.includes('client')}]),
    {name: 'basicConstraints', critical: true, cA: isAuthority},
    {name: 'subjectKeyIdentifier', value: octets(keyId)},
    {name: 'authorityKeyIdentifier', value: authorityKey(issuerKeyId)},
    ...(altNames.length === 0 ? [] : [{name: 'subjectAltName', altNames}]),
  ];
}

const octets = (bytes: Uint8Array) =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.OCTETSTRING, false, bytesToForge(bytes));

const authorityKey = (keyId: Uint8Array) =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SEQUENCE, true, [
    forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, 0, false, bytesToForge(keyId)),
  ]);
