import {type Digest, digestOf} from '../model/names.js';

/** The digest of a file, or what is wrong with the text that should have it, as the end of a sentence. */
export type Checksum = {readonly digest: Digest} | {readonly problem: string};

/**
 * The SHA-256 digest of a file in a text that upstream publishes: lines of digest and name, as sha256sum prints them,
 * with any line ends, and within an OpenPGP clear-signed text.
 *
 * @param name of the file, with or without a leading "./"; undefined for a text that is the digest alone.
 */
export const checksumOf = (text: string, name: string | undefined): Checksum => {
  const lines = signedLines(text.replace(/^\uFEFF/, '').split(/\r?\n/));
  if (lines === undefined) return {problem: 'its signed part has no end'};
  return name === undefined ? aloneIn(lines) : namedIn(lines, name);
};

const aloneIn = (lines: readonly string[]): Checksum => {
  const texts = lines.map(line => line.trim()).filter(line => line !== '');
  const [only = ''] = texts;
  return texts.length === 1 && DIGEST.test(only) ? {digest: digestOf(only)} : {problem: 'it is not a SHA-256 digest'};
};

const namedIn = (lines: readonly string[], name: string): Checksum => {
  const found = lines.flatMap(line => {
    const [, digest, file] = /^(\S+)(?: [ *]|\t)(\S.*)$/.exec(line.trimEnd()) ?? [];
    return digest !== undefined && file !== undefined && plain(file) === plain(name) ? [digest.toLowerCase()] : [];
  });
  const [digest] = found;
  if (digest === undefined) return {problem: `it has no digest of ${name}`};
  if (!found.every(each => DIGEST.test(each))) return {problem: `what it has for ${name} is not a SHA-256 digest`};
  if (new Set(found).size > 1) return {problem: `it has different digests of ${name}`};
  return {digest: digestOf(digest)};
};

const DIGEST = /^[0-9a-f]{64}$/i;

const plain = (name: string): string => name.replace(/^(?:\.\/)+/, '');

/** The lines that a signature covers; all lines of a text without one; undefined if the signed part has no end. */
const signedLines = (lines: readonly string[]): readonly string[] | undefined => {
  const start = lines.findIndex(line => line.trimEnd() === '-----BEGIN PGP SIGNED MESSAGE-----');
  if (start < 0) return lines;
  // Headers such as "Hash: SHA512" end with an empty line.
  const first = lines.findIndex((line, index) => index > start && line.trim() === '') + 1;
  const end = lines.findIndex((line, index) => index > start && line.startsWith('-----BEGIN PGP SIGNATURE-----'));
  if (first === 0 || end < first) return undefined;
  // A line of the text that starts with a dash is escaped by "- ".
  return lines.slice(first, end).map(line => line.replace(/^- /, ''));
};
