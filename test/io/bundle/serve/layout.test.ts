import {execFile} from 'node:child_process';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {gunzipSync, gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ARCHES, type Artifact} from '../../../../src/core/artifacts/bundle.js';
import {versionsFor} from '../../../../src/core/artifacts/catalog.js';
import {type UpstreamFile, upstreamFiles} from '../../../../src/core/artifacts/upstream.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {rebuiltArchives} from '../../../../src/io/bundle/serve/files.js';
import {servedVersions} from '../../../../src/io/bundle/serve/released.js';
import {bytesAt, type Served, served} from './served.js';

const VERSIONS = ['1.35.4', '1.36.2', '1.36.3'];
const FILES = VERSIONS.flatMap(kubernetes =>
  ARCHES.flatMap(arch => upstreamFiles(versionsFor({kubernetes}), arch)),
).filter(({path}, index, all) => all.findIndex(other => other.path === path) === index);

let server: Served;
let artifacts: readonly Artifact[];
beforeAll(async () => {
  server = await served({kubernetes: VERSIONS});
  artifacts = JSON.parse(await readFile(join(server.directory, 'bundle.json'), 'utf8')).artifacts;
});
afterAll(() => server.close());

const at = (path: string) => bytesAt(`${server.url}/${path}`);
const textAt = async (path: string) => (await at(path)).toString();

const digestOf = (name: string, {component, version, arch}: UpstreamFile): string =>
  artifacts.find(
    each => each.name === name && each.component === component && each.version === version && each.arch === arch,
  )!.sha256;

describe('the layout of upstream has', () => {
  test.each(FILES.map(file => [file.path, file] as const))('%s, with its contents', async (path, file) => {
    const bytes = await at(path);
    for (const {name, member} of file.contents) {
      const content = member === undefined ? bytes : await extracted(bytes, member);
      expect(sha256(content)).toBe(digestOf(name, file));
    }
  });

  test.each(FILES.filter(({checksums}) => checksums !== undefined).map(file => [file.checksums!, file] as const))(
    '$path, which lists the digest of $name',
    async ({path, name}, file) => {
      const lines = (await textAt(path)).split('\n');
      expect(lines.at(-1)).toBe('');
      expect(lines).toContain(`${sha256(await at(file.path))}  ${name}`);
      expect(lines.filter(line => line.endsWith(`  ${name}`))).toHaveLength(1);
    },
  );

  test('the digest alone beside each binary of Kubernetes', async () => {
    const kubelet = 'dl.k8s.io/release/v1.36.3/bin/linux/arm64/kubelet';
    expect(await textAt(`${kubelet}.sha256`)).toBe(sha256(await at(kubelet)));
  });

  test.each([
    ['stable.txt', 'v1.36.3'],
    ['stable-1.txt', 'v1.36.3'],
    ['stable-1.36.txt', 'v1.36.3'],
    ['stable-1.35.txt', 'v1.35.4'],
  ])('the marker %s with %s', async (name, version) => {
    expect(await textAt(`dl.k8s.io/release/${name}`)).toBe(version);
  });
});

test('the versions and architectures that are complete are listed', () => {
  const listed = servedVersions(server.site.released).filter(({component}) => component === 'kubernetes');
  expect(listed).toEqual(
    ['1.35.4', '1.36.2', '1.36.3'].map(version => ({component: 'kubernetes', version, arches: ['amd64', 'arm64']})),
  );
});

test('a version that lacks a binary is not served, for this architecture', async () => {
  const without = await served({}, {}, async bundle => ({
    ...bundle,
    artifacts: bundle.artifacts.filter(({name, arch}) => !(name === 'ctr' && arch === 'arm64')),
  }));
  const containerd = [...without.site.paths.keys()].filter(path => path.includes('/containerd/'));
  await without.close();
  expect(containerd.map(path => path.split('/').at(-1))).toEqual([
    'containerd-static-2.3.4-linux-amd64.tar.gz',
    'containerd-static-2.3.4-linux-amd64.tar.gz.sha256sum',
  ]);
});

const ETCD = 'github.com/etcd-io/etcd/releases/download/v3.6.16/etcd-v3.6.16-linux-amd64.tar.gz';

test('two servers over equal bundles serve archives of equal bytes', async () => {
  const other = await served({kubernetes: VERSIONS});
  try {
    for (const {path} of FILES.filter(({contents: [first]}) => first?.member !== undefined))
      expect([path, sha256(await bytesAt(`${other.url}/${path}`))]).toEqual([path, sha256(await at(path))]);
  } finally {
    await other.close();
  }
});

describe('an archive that was kept from upstream', () => {
  const UPSTREAM = gzipSync('as upstream has it');

  const withKept = (content: Uint8Array): Promise<Served> =>
    served({}, {}, async (bundle, directory) => {
      const file = join(directory, 'downloads', ETCD);
      await mkdir(dirname(file), {recursive: true});
      await writeFile(file, content);
      const source = {kind: 'file', path: ETCD, sha256: sha256(UPSTREAM), size: UPSTREAM.length} as const;
      const artifacts = bundle.artifacts.map(artifact =>
        artifact.component === 'etcd' && artifact.arch === 'amd64'
          ? {...artifact, source: {...source, member: `etcd-v3.6.16-linux-amd64/${artifact.name}`}}
          : artifact,
      );
      return {...bundle, artifacts};
    });

  test.each([
    ['is served as it is', UPSTREAM, true],
    ['is made from its members instead if its digest is wrong', Buffer.from(UPSTREAM).fill(0, 12, 13), false],
    ['is made from its members instead if its size is wrong', UPSTREAM.subarray(1), false],
  ])('%s', async (_, content, isKept) => {
    const kept = await withKept(content);
    const bytes = await bytesAt(`${kept.url}/${ETCD}`);
    const sums = await bytesAt(`${kept.url}/${ETCD.replace(/[^/]+$/, 'SHA256SUMS')}`);
    await kept.close();
    expect(bytes.equals(UPSTREAM)).toBe(isKept);
    expect(bytes.equals(await at(ETCD))).toBe(!isKept);
    expect(sums.toString()).toContain(`${sha256(bytes)}  etcd-v3.6.16-linux-amd64.tar.gz\n`);
  });

  test.each([
    [UPSTREAM, []],
    [UPSTREAM.subarray(1), [ETCD]],
  ])('is named as rebuilt if it is not there, as a lock from upstream does not match it', async (content, rebuilt) => {
    const kept = await withKept(content);
    expect(await rebuiltArchives(kept.directory, kept.site.released)).toEqual(rebuilt);
    await kept.close();
  });
});

const run = promisify(execFile);

/** As hosts do it, with tar. */
const extracted = async (archive: Buffer, member: string): Promise<Buffer> => {
  const file = join(server.directory, `archive-${sha256(archive)}`);
  await writeFile(file, archive);
  expect(gunzipSync(archive).length % 512).toBe(0);
  const {stdout} = await run('tar', ['-xzOf', file, '--', member], {encoding: 'buffer', maxBuffer: 1e8});
  return stdout;
};
