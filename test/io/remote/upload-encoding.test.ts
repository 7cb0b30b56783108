import {createCipheriv} from 'node:crypto';
import {readdirSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../src/core/model/digest.js';
import {hostName} from '../../../src/core/model/names.js';
import {runScript} from '../../../src/io/remote/script.js';
import {TEMPLATES} from '../../support/rendering.js';
import {REAL, TestHost} from './test-host.js';

/** Half of it is left when it is compressed. */
const CONTENT = Buffer.from(
  createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(5_000_000)).toString('hex'),
);
const COMPRESSED = gzipSync(CONTENT, {level: 1});
const FOLDER = '/opt/quorate/etcd/3.6.16';

const artifact = (name: string): Artifact => ({
  name,
  component: 'etcd',
  version: '3.6.16',
  arch: 'amd64',
  kind: 'binary',
  sha256: sha256(CONTENT),
  size: CONTENT.byteLength,
  stored: {file: `${name}.gz`, sha256: sha256(COMPRESSED), size: COMPRESSED.byteLength},
});

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.artifacts = () => inChunks(COMPRESSED);
  host.uncompressed = async () => ({size: CONTENT.byteLength, bytes: inChunks(CONTENT)});
});
afterEach(() => host.remove());

describe('of the artifacts for a host', () => {
  const names = ['a', 'b', 'c', 'd'];
  const encodings = async (): Promise<readonly string[]> => {
    await host.port.install(names.map(name => ({artifact: artifact(name), path: `${FOLDER}/${name}`})));
    for (const name of names) expect(host.text(`${FOLDER}/${name}`)).toBe(CONTENT.toString());
    expect(readdirSync(host.at(FOLDER))).toEqual(names);
    return names.map(name => {
      const [, sent, total] = host.uploads.findLast(([of]) => of === name)!;
      expect(sent).toBe(total);
      return total === CONTENT.byteLength ? 'raw' : 'gzip';
    });
  };
  const slowly = (program: string, seconds: number) =>
    host.command(program, `sleep ${seconds}; ${REAL} ${program} "$@"`);

  test('all but the first are sent raw when the link is fast and decompression is slow', async () => {
    slowly('gzip', 1);
    expect(await encodings()).toEqual(['gzip', 'raw', 'raw', 'raw']);
  });

  test('all are sent compressed when the link is slow', async () => {
    slowly('dd', 0.4);
    expect(await encodings()).toEqual(['gzip', 'gzip', 'gzip', 'gzip']);
  });

  test('a trial that is slower is the only one that is sent raw', async () => {
    slowly('gzip', 0.5);
    host.uncompressed = async () => {
      await new Promise(resolve => setTimeout(resolve, 0));
      return {size: CONTENT.byteLength, bytes: late(1500)};
    };
    expect(await encodings()).toEqual(['gzip', 'raw', 'gzip', 'gzip']);
  });

  test('all are sent compressed where they cannot be unpacked', async () => {
    slowly('gzip', 1);
    host.uncompressed = () => Promise.reject(new Error('no space left on device'));
    expect(await encodings()).toEqual(['gzip', 'gzip', 'gzip', 'gzip']);
  });

  async function* late(ms: number): AsyncGenerator<Uint8Array> {
    await new Promise(resolve => setTimeout(resolve, ms));
    yield* inChunks(CONTENT);
  }
});

describe.each<[string, string, Buffer]>([
  ['compressed', `gzip\t${COMPRESSED.byteLength}\t`, COMPRESSED],
  ['compressed and measured', `gzip\t${COMPRESSED.byteLength}\t1000000 2000000 rest`, COMPRESSED],
  ['raw', `raw\t${CONTENT.byteLength}\t`, CONTENT],
  ['raw and measured', `raw\t${CONTENT.byteLength}\trest`, CONTENT],
])('a file that is sent %s', (_, header, sent) => {
  const path = `${FOLDER}/etcd`;
  const send = async (bytes: Buffer, line = `${header}\n`, digest: string = sha256(CONTENT)) => {
    const {stdout} = await runScript(
      {name: hostName('cp-1'), transport: host.transport, templates: TEMPLATES},
      {
        scripts: ['owned-list', 'owned', 'digests', 'install'],
        title: 'install etcd 3.6.16',
        changes: true,
        input: Buffer.concat([Buffer.from(`755\t${digest}\t${path}\n\n${line}`), bytes]),
        stallMs: 60_000,
      },
    );
    return stdout.toString();
  };
  beforeEach(() => host.write(path, 'the old one'));
  const isUnchanged = () => host.text(path) === 'the old one' && readdirSync(host.at(FOLDER)).join() === 'etcd';

  test('is installed, and what is measured is acknowledged', async () => {
    expect(await send(sent)).toBe('received\n'.repeat(header.split('\t')[2]!.split(' ').filter(Boolean).length));
    expect(host.text(path)).toBe(CONTENT.toString());
    expect(readdirSync(host.at(FOLDER))).toEqual(['etcd']);
  });

  test.each([0, 10, 1_500_000, 4_000_000])('is not installed when only %i bytes of it arrive', async bytes => {
    await expect(send(sent.subarray(0, bytes))).rejects.toMatchObject({code: 'hosts/garbled-upload'});
    expect(isUnchanged()).toBe(true);
  });

  test('is not installed when not even its first line arrives', async () => {
    await expect(send(Buffer.alloc(0), header.slice(0, 3))).rejects.toMatchObject({code: 'hosts/garbled-upload'});
    expect(isUnchanged()).toBe(true);
  });

  test('is not installed when its content differs', async () => {
    const failing = send(sent, `${header}\n`, sha256('other'));
    await expect(failing).rejects.toMatchObject({code: 'artifacts/digest-mismatch'});
    expect(isUnchanged()).toBe(true);
  });

  test.each([
    ['after a part of it', 'ulimit -f 100'],
    ['before it is complete', 'ulimit -f 9000'],
  ])('is not installed when the disk is full %s', async (__, before) => {
    host.trouble = {before};
    await expect(send(sent)).rejects.toMatchObject({code: 'hosts/disk-full'});
    expect(isUnchanged()).toBe(true);
  });
});

test('a damaged compressed file is not installed, wherever the damage is', async () => {
  const path = `${FOLDER}/a`;
  for (const at of [20, 500_000, 3_000_000, COMPRESSED.byteLength - 6]) {
    const damaged = Buffer.from(COMPRESSED);
    damaged[at] = damaged[at]! ^ 0xff;
    host.artifacts = () => inChunks(damaged);
    const installing = host.port.install(
      ['a', 'b'].map(name => ({artifact: artifact(name), path: `${FOLDER}/${name}`})),
    );
    await expect(installing).rejects.toMatchObject({
      code: expect.stringMatching(/^hosts\/garbled-upload$|^artifacts\/digest-mismatch$/),
      message: expect.stringContaining(path),
    });
    expect(readdirSync(host.at(FOLDER))).toEqual([]);
  }
});
