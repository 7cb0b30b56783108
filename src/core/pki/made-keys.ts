import {Failure} from '../failure.js';
import {digestOf, type HostName} from '../model/names.js';
import {readSigningRequest} from './signing-request.js';
import type {HostKey, KeyRequest} from './types.js';

/**
 * The keys in the answer of a host that was asked for new ones: for each request, in their order, a line
 * "key<tab>SHA256<tab>PATH" and a certificate signing request in PEM, and nothing else. Nothing of the answer is trusted.
 *
 * @throws Failure 'pki/key-request-unreadable', 'pki/key-request-refused'; no message has text of the host in it.
 */
export function madeKeys(answer: string, requests: readonly KeyRequest[], host: HostName): readonly HostKey[] {
  const texts = answer.split(/^(?=key\t)/m);
  if (texts.length !== requests.length) throw unreadable(host, `it has ${texts.length} parts, not ${requests.length}`);
  const keys = requests.map((request, index) => keyIn(texts[index]!, request, host));
  const seen = new Map<string, string>();
  for (const {path, publicPem} of keys) {
    const before = seen.get(publicPem);
    if (before !== undefined) throw refused(host, path, `has the same key as the one for ${before}`);
    seen.set(publicPem, path);
  }
  return keys;
}

function keyIn(text: string, {path, algorithm}: KeyRequest, host: HostName): HostKey {
  const end = text.indexOf('\n');
  const [word, digest, of, ...more] = text.slice(0, Math.max(0, end)).split('\t');
  if (word !== 'key' || !/^[0-9a-f]{64}$/.test(digest ?? '') || of !== path || more.length > 0) {
    throw unreadable(host, `it does not name the key for ${path}`);
  }
  const read = readSigningRequest(text.slice(end + 1), algorithm);
  if ('because' in read) throw refused(host, path, read.because);
  return {path, publicPem: read.publicPem, keyDigest: digestOf(digest!)};
}

const NOT_PUT = 'No certificate was issued.';

const unreadable = (host: HostName, because: string): Failure =>
  new Failure(
    'pki/key-request-unreadable',
    `${host}: the answer with new keys cannot be read: ${because}. ${NOT_PUT}`,
    {
      suggestions: suggestions(host),
    },
  );

const refused = (host: HostName, path: string, because: string): Failure =>
  new Failure(
    'pki/key-request-refused',
    `${host}: the certificate signing request for ${path} was refused: it ${because}. ${NOT_PUT}`,
    {suggestions: suggestions(host)},
  );

const suggestions = (host: HostName): readonly string[] => [
  `on ${host}, see which openssl runs, and whether it works: type -a openssl; openssl version`,
  'then run the same command again',
];
