import {readdirSync, statSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../src/core/model/digest.js';
import {hostName} from '../../../src/core/model/names.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import type {OpenArtifact} from '../../../src/io/bundle/bundle.js';
import {hostClient} from '../../../src/io/remote/host-client.js';
import {TEMPLATES} from '../../support/rendering.js';
import {TestHost} from './test-host.js';

const CONTENT = Buffer.from('a program\n'.repeat(200_000));
const COMPRESSED = gzipSync(CONTENT);
const PATH = '/opt/quorate/etcd/3.6.16/etcd';

const etcd: Artifact = {
  name: 'etcd',
  component: 'etcd',
  version: '3.6.16',
  arch: 'amd64',
  kind: 'binary',
  sha256: sha256(CONTENT),
  size: CONTENT.byteLength,
  stored: {file: 'etcd.gz', sha256: sha256(COMPRESSED), size: COMPRESSED.byteLength},
};

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1000) yield bytes.subarray(at, at + 1000);
}

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.artifacts = () => inChunks(COMPRESSED);
});
afterEach(() => host.remove());

const around = () => readdirSync(host.at('/opt/quorate/etcd/3.6.16'));

test('a binary is installed executable, with its progress reported and its digest cached', async () => {
  await host.port.install([{artifact: etcd, path: PATH}]);
  expect(host.text(PATH)).toBe(CONTENT.toString());
  expect(statSync(host.at(PATH)).mode & 0o777).toBe(0o755);
  expect(host.uploads.at(-1)).toEqual(['etcd', COMPRESSED.byteLength, COMPRESSED.byteLength]);
  expect(host.text('/var/lib/quorate/owned')).toContain(`${PATH}\n`);

  host.command('sha256sum', 'echo hashed again >&2; exit 1');
  const {files} = await host.port.facts(EMPTY_QUERY);
  expect(files.get(PATH)).toMatchObject({digest: etcd.sha256, mode: '755'});
});

test('an artifact of a lock file has the size of what is opened, and nothing is sent before all are open', async () => {
  const {stored: _, ...locked} = etcd;
  const client = (open: () => Promise<OpenArtifact>) =>
    hostClient(hostName('cp-1'), host.transport, TEMPLATES, open, (_artifact, sent, total) =>
      host.uploads.push(['etcd', sent, total]),
    );
  const failing = client(() => Promise.reject(new Error('the mirror is unreachable')));
  await expect(failing.install([{artifact: locked, path: PATH}])).rejects.toThrow('the mirror is unreachable');
  expect(host.commands).toEqual([]);

  const working = client(async () => ({size: COMPRESSED.byteLength, bytes: inChunks(COMPRESSED)}));
  await working.install([{artifact: locked, path: PATH}]);
  expect(host.text(PATH)).toBe(CONTENT.toString());
  expect(host.uploads.at(-1)).toEqual(['etcd', COMPRESSED.byteLength, COMPRESSED.byteLength]);
});

test('several artifacts are sent in one command, one after another', async () => {
  const other = Buffer.from('another program');
  const compressed = gzipSync(other);
  const etcdctl: Artifact = {
    ...etcd,
    name: 'etcdctl',
    sha256: sha256(other),
    stored: {file: 'etcdctl.gz', sha256: sha256(compressed), size: compressed.byteLength},
  };
  host.artifacts = ({name}) => inChunks(name === 'etcd' ? COMPRESSED : compressed);
  await host.port.install([
    {artifact: etcd, path: PATH},
    {artifact: etcdctl, path: `${PATH}ctl`},
  ]);
  expect(host.text(PATH)).toBe(CONTENT.toString());
  expect(host.text(`${PATH}ctl`)).toBe('another program');
  expect(host.commands.map(({title}) => title)).toEqual(['install etcd 3.6.16 and 1 more']);
  expect(host.uploads.at(-1)).toEqual(['etcdctl', compressed.byteLength, compressed.byteLength]);
});

test('artifacts before a damaged one are installed', async () => {
  host.artifacts = () => inChunks(COMPRESSED);
  await expect(
    host.port.install([
      {artifact: etcd, path: PATH},
      {artifact: {...etcd, name: 'etcdctl', sha256: sha256('other')}, path: `${PATH}ctl`},
      {artifact: {...etcd, name: 'etcdutl'}, path: `${PATH}utl`},
    ]),
  ).rejects.toMatchObject({code: 'artifacts/digest-mismatch', message: expect.stringContaining(`${PATH}ctl`)});
  expect(around()).toEqual(['etcd']);
});

test('an image archive is installed as a readable file', async () => {
  await host.port.install([{artifact: {...etcd, kind: 'image'}, path: '/opt/quorate/pause/3.10/pause.tar'}]);
  expect(statSync(host.at('/opt/quorate/pause/3.10/pause.tar')).mode & 0o777).toBe(0o644);
});

test('an artifact with a wrong digest is not installed', async () => {
  host.write(PATH, 'the old one');
  const other = sha256('other');
  await expect(host.port.install([{artifact: {...etcd, sha256: other}, path: PATH}])).rejects.toMatchObject({
    code: 'artifacts/digest-mismatch',
    message: expect.stringMatching(new RegExp(`cp-1.*${PATH}.*${etcd.sha256}.*${other}`)),
  });
  expect(host.text(PATH)).toBe('the old one');
  expect(around()).toEqual(['etcd']);
});

test('an interrupted upload leaves the old binary', async () => {
  host.write(PATH, 'the old one');
  host.trouble = {arriving: 2000};
  await expect(host.port.install([{artifact: etcd, path: PATH}])).rejects.toMatchObject({code: 'hosts/garbled-upload'});
  host.trouble = {arriving: 10};
  await expect(host.port.install([{artifact: etcd, path: PATH}])).rejects.toMatchObject({code: 'hosts/garbled-upload'});
  expect(host.text(PATH)).toBe('the old one');
  expect(around()).toEqual(['etcd']);
});

test('a host without openssl computes the digest with sha256sum', async () => {
  host.command('openssl', 'exit 127');
  await host.port.install([{artifact: etcd, path: PATH}]);
  expect(host.text(PATH)).toBe(CONTENT.toString());
  const other = {...etcd, sha256: sha256('other')};
  await expect(host.port.install([{artifact: other, path: PATH}])).rejects.toMatchObject({
    code: 'artifacts/digest-mismatch',
  });
});

test('a full disk leaves the old binary and no temporary file', async () => {
  host.write(PATH, 'the old one');
  host.trouble = {before: 'ulimit -f 100'};
  await expect(host.port.install([{artifact: etcd, path: PATH}])).rejects.toMatchObject({
    code: 'hosts/disk-full',
    message: expect.stringMatching(`cp-1.*${PATH}`),
  });
  expect(host.text(PATH)).toBe('the old one');
  expect(around()).toEqual(['etcd']);
});

test.each(['gzip', 'openssl', 'sync', 'mv'])(
  'a loss of power at %s leaves the old binary or the new one, and the next run succeeds',
  async step => {
    host.write(PATH, 'the old one');
    host.command(step, 'kill -KILL 0');
    await expect(host.port.install([{artifact: etcd, path: PATH}])).rejects.toMatchObject({
      code: 'hosts/command-failed',
    });
    expect(host.text(PATH)).toBe('the old one');
    host.command(step, `exec /usr/bin/env PATH=/usr/bin:/bin ${step} "$@"`);
    await host.port.install([{artifact: etcd, path: PATH}]);
    expect(host.text(PATH)).toBe(CONTENT.toString());
    expect(around()).toEqual(['etcd']);
  },
);
