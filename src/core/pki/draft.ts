import forge from 'node-forge';
import {addressBytes} from './alternative-names.js';
import {type Asn1, bytesToForge, children} from './der.js';
import type {Validity} from './lifetimes.js';
import type {DesiredCert} from './types.js';

/** The content of the extensions of a certificate. */
export interface ExtensionFacts {
  readonly isCa: boolean;
  readonly usages: DesiredCert['usages'];
  readonly sans: DesiredCert['sans'];
  readonly keyId: Uint8Array;
  readonly issuerKeyId: Uint8Array;
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Extensions as kubeadm sets them, in the form node-forge encodes. */
function extensions({isCa, usages, sans, keyId, issuerKeyId}: ExtensionFacts): object[] {
  const altNames = [
    ...sans.dns.map(value => ({type: DNS_NAME, value})),
    ...sans.ip.map(address => ({type: IP_ADDRESS, value: bytesToForge(addressBytes(address))})),
  ];
  return [
    {name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true, keyCertSign: isCa},
    ...(usages.length === 0
      ? []
      : [{name: 'extKeyUsage', serverAuth: usages.includes('server'), clientAuth: usages.includes('client')}]),
    {name: 'basicConstraints', critical: true, cA: isCa},
    {name: 'subjectKeyIdentifier', value: octets(keyId)},
    {name: 'authorityKeyIdentifier', value: caKey(issuerKeyId)},
    ...(altNames.length === 0 ? [] : [{name: 'subjectAltName', altNames}]),
  ];
}

const octets = (bytes: Uint8Array) =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.OCTETSTRING, false, bytesToForge(bytes));

const caKey = (keyId: Uint8Array) =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SEQUENCE, true, [
    forge.asn1.create(forge.asn1.Class.CONTEXT_SPECIFIC, 0, false, bytesToForge(keyId)),
  ]);

/** The fields of a certificate that do not depend on its keys. */
export interface DraftFields {
  readonly version: Asn1;
  readonly serial: Asn1;
  readonly validity: Asn1;
  readonly extensions: Asn1;
}

/**
 * Encodes those fields with node-forge. It supports RSA keys only, so it gets a stub key and an RSA signature algorithm;
 * the fields that it makes of these are not used.
 */
export function draftFields(facts: ExtensionFacts & Validity & {readonly serial: string}): DraftFields {
  const draft = forge.pki.createCertificate();
  draft.serialNumber = facts.serial;
  draft.validity.notBefore = facts.notBefore;
  draft.validity.notAfter = facts.notAfter;
  draft.publicKey = STUB_KEY;
  draft.signatureOid = STUB_ALGORITHM;
  draft.siginfo.algorithmOid = STUB_ALGORITHM;
  draft.setExtensions(extensions(facts));

  const [tbs] = children(forge.pki.certificateToAsn1(draft));
  const [version, serial, , , validity, , , extended] = children(tbs);
  if (!version || !serial || !validity || !extended)
    throw new TypeError('node-forge left out a field of a certificate');
  return {version, serial, validity, extensions: extended};
}

const STUB_KEY = forge.pki.rsa.setPublicKey(new forge.jsbn.BigInteger('3'), new forge.jsbn.BigInteger('3'));
const STUB_ALGORITHM = '1.2.840.113549.1.1.11';
