import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import type {Artifact, Signature} from '../../../../src/core/artifacts/bundle.js';
import {fetchBundle} from '../../../../src/io/bundle/fetch/fetch.js';
import {verifySignatures} from '../../../../src/io/signatures/for-fetch.js';
import {type TestSigstore, testSigstore} from '../../../support/sigstore.js';
import {startUpstream, type Upstream} from '../../../support/upstream-fixture.js';

let upstream: Upstream;
let sigstore: TestSigstore;
/** What upstream has beside its files, by path. */
let signatures: ReadonlyMap<string, Buffer>;
beforeAll(async () => {
  [upstream, sigstore] = await Promise.all([startUpstream(), testSigstore()]);
  const folder = await mkdtemp(join(tmpdir(), 'quorate-upstream-'));
  await upstream.writeMirror(folder);
  signatures = new Map([...(await signKubernetes(folder, RELEASE)), ...(await attestContainerd())]);
  await rm(folder, {recursive: true});
});
afterAll(() => upstream.close());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-signatures-'));
  await upstream.writeMirror(mirror());
  await writeFile(join(folder, 'root.json'), JSON.stringify(sigstore.trustedRoot));
  await write(signatures);
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const mirror = () => join(folder, 'mirror');
const lockFile = () => join(folder, 'quorate.lock.json');
const locked = async (): Promise<readonly Artifact[]> => JSON.parse(await readFile(lockFile(), 'utf8')).artifacts;

const RELEASE: Signature = {
  identity: 'krel-staging@k8s-releng-prod.iam.gserviceaccount.com',
  issuer: 'https://accounts.google.com',
};
const workflowOf = (version: string): Signature => ({
  identity: `https://github.com/containerd/containerd/.github/workflows/release.yml@refs/tags/v${version}`,
  issuer: 'https://token.actions.githubusercontent.com',
});

const sourcesOf = (component: string) => [
  ...new Map(
    upstream.lock.artifacts
      .filter(each => each.component === component)
      .flatMap(({source, version}) => (source?.kind === 'file' ? [[source.path, {...source, version}] as const] : [])),
  ).values(),
];

const write = async (files: Iterable<readonly [string, Buffer]>): Promise<void> => {
  for (const [path, content] of files) {
    await mkdir(dirname(join(mirror(), path)), {recursive: true});
    await writeFile(join(mirror(), path), content);
  }
};

const signKubernetes = async (mirrored: string, signer: Signature) => {
  const signing = sourcesOf('kubernetes').map(async ({path}) =>
    sigstore.signFile(path, await readFile(join(mirrored, path)), signer),
  );
  return (await Promise.all(signing)).flatMap(files => [...files]);
};

const attestContainerd = async () => {
  const archives = sourcesOf('containerd');
  const {version, path} = archives[0]!;
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: archives.map(archive => ({name: basename(archive.path), digest: {sha256: archive.sha256}})),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {},
  };
  const provenance = await sigstore.attest(statement, workflowOf(version));
  const name = `${dirname(path)}/containerd-${version}-attestation.intoto.jsonl`;
  return [[name, Buffer.from(JSON.stringify(provenance))]] as const;
};

const fetched = async (verified = true, download = false) =>
  fetchBundle({
    directory: join(folder, 'bundle'),
    lockFile: lockFile(),
    arches: ['amd64', 'arm64'],
    download,
    from: mirror(),
    report: () => {},
    env: {},
    signal: new AbortController().signal,
    ...(verified ? {verifySignature: await verifySignatures(join(folder, 'root.json'))} : {}),
  });

/** By component, who signed its artifacts. */
const signers = (artifacts: readonly Artifact[]) =>
  Object.fromEntries(artifacts.map(({component, signature}) => [component, signature?.identity]));

const SIGNED = {
  kubernetes: RELEASE.identity,
  containerd: expect.stringContaining('containerd/.github/workflows/release.yml@refs/tags/v'),
  etcd: undefined,
  runc: undefined,
  pause: undefined,
};

test('the lock file names who signed the files of Kubernetes and containerd', async () => {
  await fetched();
  expect(signers(await locked())).toMatchObject(SIGNED);
});

test('the bundle names them as well', async () => {
  await fetched(true, true);
  const manifest = JSON.parse(await readFile(join(folder, 'bundle', 'bundle.json'), 'utf8'));
  expect(signers(manifest.artifacts)).toMatchObject(SIGNED);
});

test('what the lock file has without a signature is verified as well, and not downloaded again', async () => {
  await fetched(false);
  expect(signers(await locked())).toMatchObject({kubernetes: undefined, containerd: undefined});
  const {added, downloads} = await fetched();
  expect({added, downloads}).toEqual({added: 0, downloads: []});
  expect(signers(await locked())).toMatchObject(SIGNED);
});

test('what is verified is not asked for again', async () => {
  await fetched();
  const before = await readFile(lockFile());
  expect((await fetched()).requests).toBe(0);
  expect(await readFile(lockFile())).toEqual(before);
});

test.each([
  ['another identity', () => signKubernetes(mirror(), {...RELEASE, identity: 'mallory@example.com'})],
  ['other content', () => sigstore.signFile(sourcesOf('kubernetes')[0]!.path, 'other', RELEASE)],
])('a signature of %s leaves no lock file', async (_of, files) => {
  await write(await files());
  await expect(fetched()).rejects.toMatchObject({code: 'artifacts/bad-signature'});
  await expect(readFile(lockFile())).rejects.toMatchObject({code: 'ENOENT'});
});

test('a mirror without the transparency log leaves the lock file as it is', async () => {
  await fetched(false);
  const before = await readFile(lockFile());
  await rm(join(mirror(), 'rekor.sigstore.dev'), {recursive: true});
  await expect(fetched()).rejects.toMatchObject({
    code: 'artifacts/signature-unavailable',
    message: expect.stringContaining('rekor.sigstore.dev/api/v1/log/entries/'),
  });
  expect(await readFile(lockFile())).toEqual(before);
});
