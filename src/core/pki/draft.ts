import forge from 'node-forge';
import {type Asn1, children} from './der.js';
import {type ExtensionFacts, extensions} from './extensions.js';
import type {Validity} from './validity.js';

/** The fields of a certificate that no key has a say in. */
export interface DraftFields {
  readonly version: Asn1;
  readonly serial: Asn1;
  readonly validity: Asn1;
  readonly extensions: Asn1;
}

/**
 * Lets node-forge encode those fields. It knows certificates of RSA keys only, so it is shown a stub key and the name
 * of an RSA signature; whatever it made of these is left behind.
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
