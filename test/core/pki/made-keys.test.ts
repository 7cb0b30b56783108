import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {madeKeys} from '../../../src/core/pki/made-keys.js';
import {ecPair, rsaPair, signingRequest} from '../../support/signing-request.js';

const HOST = hostName('cp-1');
const [one, two] = ['/etc/kubernetes/pki/apiserver.key', '/etc/kubernetes/admin.conf'];
const requests = [one, two].map(path => ({path, algorithm: 'ECDSA-P256' as const}));
const digest = (digit: string) => digit.repeat(64);
const part = (path: string, pem: string, of = digest('a')) => `key\t${of}\t${path}\n${pem}`;
const [first, second] = [signingRequest(), signingRequest()];
const failure = (answer: string) => {
  try {
    madeKeys(answer, requests, HOST);
  } catch (error) {
    return error;
  }
  return undefined;
};

test('the keys of an answer have the digests and public keys that it names, in the order of the requests', () => {
  const keys = madeKeys(part(one, first) + part(two, second, digest('b')), requests, HOST);
  expect(keys.map(({path, keyDigest}) => [path, keyDigest])).toEqual([
    [one, digest('a')],
    [two, digest('b')],
  ]);
  expect(new Set(keys.map(({publicPem}) => publicPem)).size).toBe(2);
});

const both = part(one, first) + part(two, second);
test.each([
  ['no text', '', 'unreadable'],
  ['a key less', part(one, first), 'unreadable'],
  ['a key more', both + part('/etc/x', signingRequest()), 'unreadable'],
  ['another order', part(two, second) + part(one, first), 'unreadable'],
  ['another path', part('/etc/shadow', first) + part(two, second), 'unreadable'],
  ['a digest that is none', part(one, first, 'x') + part(two, second), 'unreadable'],
  ['a field more', both.replace(one, `${one}\tx`), 'unreadable'],
  ['text before the first key', `\x1b]0;title\x07\n${both}`, 'unreadable'],
  ['text after a request', part(one, `${first}\x1b[31m`) + part(two, second), 'unreadable'],
  ['text after the last request', `${both}bye\n`, 'refused'],
  ['two requests for a key', part(one, first + second) + part(two, signingRequest()), 'refused'],
  ['no request for a key', part(one, '') + part(two, second), 'refused'],
  ['the same key twice', part(one, first) + part(two, first), 'refused'],
  ['an RSA key', part(one, first) + part(two, signingRequest(rsaPair())), 'refused'],
  ['another curve', part(one, first) + part(two, signingRequest(ecPair('P-521'))), 'refused'],
  [
    'another signature',
    part(one, first) + part(two, signingRequest(ecPair(), {signer: ecPair().privateKey})),
    'refused',
  ],
  ['eight megabytes', both + 'key\t'.repeat(2 ** 21), 'unreadable'],
])('an answer with %s is a failure that names the host and has no text of the answer', (_, answer, code) => {
  const error = failure(answer);
  expect(error).toMatchObject({code: `pki/key-request-${code}`, message: expect.stringMatching(/^cp-1: [ -~]+$/)});
  expect(error).not.toMatchObject({message: expect.stringMatching(/shadow|title|bye/)});
});
