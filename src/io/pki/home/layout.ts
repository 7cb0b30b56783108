import {sha256} from '../../../core/model/digest.js';
import {type Digest, digestOf} from '../../../core/model/names.js';
import type {CaName} from '../../../core/pki/types.js';

/** "ca.key.age" and "ca.crt": names as in `quorate pki rotate-ca`. */
export const keyFile = (name: CaName): string => `${name}.key.age`;
export const certFile = (name: CaName): string => `${name}.crt`;

/** A certificate file of the directory: two lines before the text that hosts have. PEM readers skip them. */
export interface HomeCertificate {
  readonly cluster: string;
  /** Of the encrypted key that was written with it. */
  readonly keyFileDigest: Digest;
  /** As on hosts, byte for byte. */
  readonly text: string;
}

export const homeCertificateText = ({cluster, keyFileDigest, text}: HomeCertificate): string =>
  `cluster: ${cluster}\nkey-file-sha256: ${keyFileDigest}\n${text}`;

/** Undefined if the text was not written by quorate. */
export function parseHomeCertificate(content: string): HomeCertificate | undefined {
  const [, cluster, digest, text] = /^cluster: (\S+)\nkey-file-sha256: ([0-9a-f]{64})\n([\s\S]+)$/.exec(content) ?? [];
  return cluster === undefined || digest === undefined || text === undefined
    ? undefined
    : {cluster, keyFileDigest: digestOf(digest), text};
}

export const belongsTo = (key: Uint8Array, {keyFileDigest}: HomeCertificate): boolean => sha256(key) === keyFileDigest;
