import {readdirSync, statSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../src/core/model/digest.js';
import {hostName} from '../../../src/core/model/names.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import type {OpenArtifact} from '../../../src/io/bundle/content.js';
import {hostClient} from '../../../src/io/remote/host-client.js';
import {TEMPLATES} from '../../support/rendering.js';
import {REAL, TestHost} from './test-host.js';

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

const pathOf = (name: string) => `/opt/quorate/etcd/3.6.16/${name}`;
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

describe('while a file is verified and forced to the disk, the next one is received:', () => {
  const contents = new Map(
    ['etcd', 'etcdctl', 'etcdutl'].map(name => [name, Buffer.from(`${name}\n`.repeat(250_000))]),
  );
  const three = [...contents].map(([name, content]) => {
    const {byteLength} = gzipSync(content);
    const stored = {file: `${name}.gz`, sha256: sha256(gzipSync(content)), size: byteLength};
    return {artifact: {...etcd, name, sha256: sha256(content), size: content.byteLength, stored}, path: pathOf(name)};
  });
  const [first, second, third] = three as [(typeof three)[0], (typeof three)[0], (typeof three)[0]];
  const only = (name: string, step: string, script: string) =>
    host.command(step, `case "$*" in *"/${name}.quorate-tmp-"*) ${script} ;; esac\n${REAL} ${step} "$@"`);
  beforeEach(() => {
    for (const {path} of three) host.write(path, 'the old one');
    host.artifacts = ({name}) => inChunks(gzipSync(contents.get(name)!));
  });
  const installed = () => three.filter(({path, artifact}) => host.text(path) === `${contents.get(artifact.name)}`);
  const isLeftOver = () => around().some(name => name.includes('quorate-tmp'));

  test('its digest, its sync and its rename do not wait for the next, and the next does not wait for them', async () => {
    const next = host.at(`${second.path}.quorate-tmp-`);
    only('etcd', 'sync', `n=0; until ls ${next}*; do n=$((n + 1)); [ "$n" -lt 100 ] || kill -KILL 0; sleep 0.1; done`);
    await host.port.install(three);
    expect(installed()).toEqual(three);
    expect(isLeftOver()).toBe(false);
  });

  test('what arrived completely before an interruption is installed and not sent again', async () => {
    const arriving = 1000 + first.artifact.stored.size + second.artifact.stored.size;
    host.trouble = {arriving};
    only('etcd', 'sync', 'sleep 0.5');
    await expect(host.port.install(three)).rejects.toMatchObject({code: 'hosts/garbled-upload'});
    expect(installed()).toEqual([first, second]);
    expect(isLeftOver()).toBe(false);
    host.command('sha256sum', `printf '%s\\n' "$@" >>"$ROOT/calls"; ${REAL} sha256sum "$@"`);
    const {files} = await host.port.facts(EMPTY_QUERY);
    for (const {path, artifact} of [first, second]) expect(files.get(path)?.digest).toBe(artifact.sha256);
    expect(host.text('/calls').trim().split('\n')).toEqual(['--', `.${third.path}`]);
  });

  test.each(['openssl', 'sync', 'mv'])('a loss of power at %s of the second leaves the first, complete', async step => {
    only('etcdctl', step, 'kill -KILL 0');
    await expect(host.port.install(three)).rejects.toMatchObject({code: 'hosts/command-failed'});
    expect(installed()).toEqual([first]);
    expect(host.text(second.path)).toBe('the old one');
    host.command(step, `${REAL} ${step} "$@"`);
    await host.port.install([second, third]);
    expect(installed()).toEqual(three);
    expect(isLeftOver()).toBe(false);
  });

  test.each(['openssl', 'sync', 'mv'])(
    'the end of the connection at %s of the second leaves the old one and no temporary file',
    async step => {
      only('etcdctl', step, 'kill -TERM 0; sleep 1');
      await expect(host.port.install(three)).rejects.toMatchObject({code: 'hosts/command-failed'});
      expect(host.text(first.path)).toBe(`${contents.get('etcd')}`);
      expect(host.text(second.path)).toBe('the old one');
      expect(isLeftOver()).toBe(false);
    },
  );

  test.each(['sync', 'mv'])('a failure of %s that does not repeat itself is no failure of the run', async step => {
    only('etcdctl', step, '[ -e "$ROOT/calls" ] || { : >"$ROOT/calls"; exit 1; }');
    await host.port.install(three);
    expect(installed()).toEqual(three);
    expect(isLeftOver()).toBe(false);
  });

  test.each([
    ['sync', 'hosts/command-failed'],
    ['mv', 'hosts/command-failed'],
  ])('%s fails with the path of its file, and what came later is not installed', async (step, code) => {
    only('etcdctl', step, 'exit 1');
    await expect(host.port.install(three)).rejects.toMatchObject({code, message: expect.stringContaining(second.path)});
    expect(installed()).toEqual([first]);
    expect(isLeftOver()).toBe(false);
  });

  test('a file that differs is reported, also when the upload of the next one ends early', async () => {
    const damaged = {...second, artifact: {...second.artifact, sha256: sha256('other')}};
    host.trouble = {arriving: 1000 + first.artifact.stored.size + second.artifact.stored.size};
    await expect(host.port.install([first, damaged, third])).rejects.toMatchObject({
      code: 'artifacts/digest-mismatch',
      message: expect.stringContaining(second.path),
    });
    expect(installed()).toEqual([first]);
    expect(isLeftOver()).toBe(false);
  });

  test('a disk that is full at its sync is reported for it', async () => {
    host.fillUp('/opt/quorate/etcd', 'sync');
    await expect(host.port.install(three)).rejects.toMatchObject({
      code: 'hosts/disk-full',
      message: expect.stringContaining(`${first.path};`),
    });
    expect(installed()).toEqual([]);
    expect(isLeftOver()).toBe(false);
  });
});
