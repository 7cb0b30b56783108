import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../../src/core/artifacts/lock.js';
import type {ArtifactsConfig} from '../../../src/core/model/config.js';
import {sha256} from '../../../src/core/model/digest.js';
import {type OpenBundle, openBundle} from '../../../src/io/bundle/bundle.js';
import {openArtifacts} from '../../../src/io/bundle/open.js';
import {startUpstream, type Upstream} from '../../support/upstream-fixture.js';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({tls: true, token: 'sesame'});
});
afterAll(() => upstream.close());

let folder: string;
beforeEach(async () => {
  upstream.reset();
  folder = await mkdtemp(join(tmpdir(), 'quorate-locked-'));
  await writeFile(join(folder, 'quorate.lock.json'), lockText());
  await writeFile(join(folder, 'ca.crt'), upstream.ca);
  await writeFile(join(folder, 'token'), 'sesame\n', {mode: 0o600});
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const lockText = (): string => manifestText(manifestOf('Lock', upstream.lock.artifacts));
const directory = (): string => join(folder, 'bundle');

const config = (changes: Partial<ArtifactsConfig> = {}): ArtifactsConfig => ({
  source: 'mirror',
  mirror: upstream.url,
  ca: join(folder, 'ca.crt'),
  credentials: {tokenFile: join(folder, 'token')},
  lock: join(folder, 'quorate.lock.json'),
  bundle: directory(),
  ...changes,
});

const open = (changes: Partial<ArtifactsConfig> = {}): Promise<OpenBundle> =>
  openArtifacts(
    config(changes),
    {base: `${upstream.url}/`},
    {
      env: {},
      signal: new AbortController().signal,
      report: () => {},
    },
  );

const artifact = (name: string): Artifact =>
  upstream.lock.artifacts.find(each => each.name === name && each.arch === 'arm64')!;

const contentOf = async (
  bundle: OpenBundle,
  name: string,
): Promise<{readonly size: number; readonly digest: string}> => {
  const {size, bytes} = await bundle.open(artifact(name));
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const compressed = Buffer.concat(chunks);
  expect(compressed).toHaveLength(size);
  return {size, digest: sha256(gunzipSync(compressed))};
};

describe('the artifacts of a lock file', () => {
  test('are those that it names; opening it sends no request and reads no credentials', async () => {
    await rm(join(folder, 'token'));
    const {manifest} = await open();
    expect(manifestText(manifest)).toBe(lockText());
    expect(upstream.requests).toEqual([]);
  });

  test.each(['kubelet', 'etcdctl', 'pause'])(
    'are downloaded into the bundle directory when they are needed: %s',
    async name => {
      const bundle = await open();
      expect(await contentOf(bundle, name)).toMatchObject({digest: artifact(name).sha256});
      const {manifest} = await openBundle(directory());
      expect(manifest.artifacts.map(each => [each.name, each.arch])).toEqual([[name, 'arm64']]);
      expect(upstream.requests.every(({hasCredentials}) => hasCredentials)).toBe(true);
    },
  );

  test('are downloaded once: a second run sends no request', async () => {
    const names = ['etcd', 'etcdctl', 'coredns'];
    // Several hosts need the same.
    await (await open()).verify([...names, ...names].map(artifact));
    // One archive has both members.
    expect(upstream.requests.filter(({path}) => path.endsWith('.tar.gz'))).toHaveLength(1);
    upstream.reset();
    const second = await open();
    await second.verify(names.map(artifact));
    for (const name of names) expect((await contentOf(second, name)).digest).toBe(artifact(name).sha256);
    expect(upstream.requests).toEqual([]);
  });

  test('are all there however many are asked for at the same time', async () => {
    const bundle = await open();
    const names = ['kubelet', 'etcd', 'etcdctl', 'pause', 'runc', 'kubelet'];
    const found = await Promise.all(names.map(name => contentOf(bundle, name)));
    expect(found.map(({digest}) => digest)).toEqual(names.map(name => artifact(name).sha256));
    expect((await openBundle(directory())).manifest.artifacts).toHaveLength(5);
  });

  test('come from a bundle with the same content, whatever its name is there', async () => {
    await (await open()).verify([artifact('kubelet')]);
    const manifest = JSON.parse(await readFile(join(directory(), 'bundle.json'), 'utf8'));
    const renamed = {...manifest.artifacts[0], name: 'other', source: undefined};
    await writeFile(join(directory(), 'bundle.json'), JSON.stringify({...manifest, artifacts: [renamed]}));
    upstream.reset();
    expect(await contentOf(await open(), 'kubelet')).toMatchObject({digest: artifact('kubelet').sha256});
    expect(upstream.requests).toEqual([]);
  });

  test('that arrive with another content are refused, and the next attempt works', async () => {
    upstream.fault({path: 'arm64/kubelet', flip: 5, times: 1});
    const bundle = await open();
    await expect(bundle.verify([artifact('kubelet')])).rejects.toMatchObject({code: 'artifacts/digest-mismatch'});
    expect(await readdir(directory(), {recursive: true})).not.toContain('kubernetes/1.36.3/arm64/kubelet.gz');
    await bundle.verify([artifact('kubelet')]);
  });

  test('that are damaged in the bundle directory are refused', async () => {
    await (await open()).verify([artifact('runc')]);
    const file = join(directory(), 'runc/1.4.3/arm64/runc.gz');
    const bytes = await readFile(file);
    bytes[bytes.length - 20]! ^= 1;
    await writeFile(file, bytes);
    await expect((await open()).verify([artifact('runc')])).rejects.toMatchObject({
      code: 'artifacts/digest-mismatch',
      suggestions: expect.arrayContaining([`rm ${file}`]),
    });
  });
});

describe('a configuration', () => {
  test('pins the lock file by its digest', async () => {
    await expect(open({lockSha256: sha256(lockText())})).resolves.toBeDefined();
    await expect(open({lockSha256: sha256('x')})).rejects.toMatchObject({code: 'artifacts/lock-digest'});
  });

  test.each([
    ['no lock file', {lock: '/nowhere/quorate.lock.json'}, 'artifacts/no-lock'],
    ['a wrong CA', {ca: '/nowhere/ca.crt'}, 'config/ca-unusable'],
    ['no CA', {ca: undefined}, 'download/tls'],
    ['no credentials', {credentials: undefined}, 'download/denied'],
    ['credentials that do not exist', {credentials: {tokenFile: '/nowhere/token'}}, 'config/credentials-unusable'],
  ])('with %s fails with the reason', async (_title, changes, code) => {
    const {ca: _ca, credentials: _credentials, ...plain} = config();
    const kept = {...config(), ...changes};
    const defined = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
    const opening = openArtifacts(
      {...plain, ...defined},
      {base: `${upstream.url}/`},
      {
        env: {},
        signal: new AbortController().signal,
        report: () => {},
      },
    ).then(bundle => bundle.verify([artifact('kubelet')]));
    await expect(opening).rejects.toMatchObject({code});
  });

  test('without a lock file gets the command with its versions and its mirror', async () => {
    const lock = '/nowhere/quorate.lock.json';
    const options = {env: {}, signal: new AbortController().signal, report: () => {}};
    const versions = {kubernetesVersion: '1.36.3', etcdVersion: '3.6.17'};
    await expect(openArtifacts(config({lock}), {base: 'x'}, {...options, versions})).rejects.toMatchObject({
      suggestions: [`quorate bundle fetch --lock ${lock} --kubernetes 1.36.3 --etcd 3.6.17 --from ${upstream.url}`],
    });
    await expect(openArtifacts({source: 'upstream', lock}, {base: 'x'}, {...options, versions})).rejects.toMatchObject({
      suggestions: [`quorate bundle fetch --lock ${lock} --kubernetes 1.36.3 --etcd 3.6.17`],
    });
  });

  test('without downloads is a bundle directory', async () => {
    const options = {env: {}, signal: new AbortController().signal, report: () => {}};
    const {directory: opened} = await openArtifacts({bundle: upstream.directory}, undefined, options);
    expect(opened).toBe(upstream.directory);
    await expect(openArtifacts({bundle: directory()}, undefined, options)).rejects.toMatchObject({
      code: 'artifacts/no-bundle',
    });
  });
});
