import {X509Certificate} from 'node:crypto';
import {expect, test} from 'vitest';
import {digestOf} from '../../../src/core/model/names.js';
import {logRecord} from '../../../src/io/signatures/log-entry.js';
import {sha256, testSigstore} from '../../support/sigstore.js';

test('an entry of the log is found by the hash of what cosign writes there', async () => {
  const files = await (await testSigstore()).signFile('example.com/file', 'content', {identity: 'me', issuer: 'you'});
  const [sig, cert, entry] = [...files.values()];
  const certificate = new X509Certificate(Buffer.from(cert!.toString(), 'base64'));
  const signature = Buffer.from(sig!.toString(), 'base64');
  const {body, path} = logRecord({signature, certificate}, digestOf(sha256('content')));
  const [answer] = Object.values(JSON.parse(entry!.toString()) as Record<string, {body: string}>);
  expect(body.toString()).toBe(Buffer.from(answer!.body, 'base64').toString());
  expect(path).toBe([...files.keys()][2]);
});
