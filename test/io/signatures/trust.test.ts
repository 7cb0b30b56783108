import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import seeds from '@sigstore/tuf/seeds.json' with {type: 'json'};
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readTrust} from '../../../src/io/signatures/trust.js';
import {TRUSTED_ROOT} from '../../../src/io/signatures/trusted-root.js';
import {testSigstore} from '../../support/sigstore.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-trust-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

test('the trusted root that quorate contains is that of @sigstore/tuf', () => {
  const {targets} = seeds['https://tuf-repo-cdn.sigstore.dev'];
  expect(TRUSTED_ROOT).toEqual(JSON.parse(Buffer.from(targets['trusted_root.json'], 'base64').toString()));
});

test('it names CAs, transparency logs, certificate logs and timestamp services', async () => {
  const trust = await readTrust(undefined);
  const {certificateAuthorities, tlogs, ctlogs, timestampAuthorities} = trust;
  for (const parts of [certificateAuthorities, tlogs, ctlogs, timestampAuthorities]) expect(parts).not.toEqual([]);
  expect(tlogs.map(({baseURL}) => baseURL)).toContain('https://rekor.sigstore.dev');
});

test('another trusted root is read from a file', async () => {
  const path = join(directory, 'root.json');
  const {trustedRoot} = await testSigstore();
  await writeFile(path, JSON.stringify(trustedRoot));
  expect((await readTrust(path)).certificateAuthorities).toHaveLength(1);
});

test.each([
  ['is not JSON', '<html>'],
  ['is null', 'null'],
  ['names nothing', '{}'],
  ['names a CA without a certificate', '{"certificateAuthorities": [{}], "tlogs": [{}], "ctlogs": [{}]}'],
])('a file that %s is refused', async (_title, content) => {
  const path = join(directory, 'root.json');
  await writeFile(path, content);
  await expect(readTrust(path)).rejects.toMatchObject({code: 'artifacts/bad-trusted-root'});
});

test.each(['certificateAuthorities', 'tlogs', 'ctlogs'])('one without %s is refused', async part => {
  const path = join(directory, 'root.json');
  const {trustedRoot} = await testSigstore();
  await writeFile(path, JSON.stringify({...trustedRoot, [part]: []}));
  await expect(readTrust(path)).rejects.toMatchObject({code: 'artifacts/bad-trusted-root'});
});

test('a file that does not exist is named', async () => {
  const path = join(directory, 'root.json');
  await expect(readTrust(path)).rejects.toMatchObject({
    code: 'artifacts/bad-trusted-root',
    message: expect.stringContaining(path),
  });
});
