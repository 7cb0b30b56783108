import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {gunzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {versionsFor} from '../../../src/core/artifacts/catalog.js';
import {parseBundle} from '../../../src/core/artifacts/parse-manifest.js';
import {sha256} from '../../../src/core/model/digest.js';
import {hostArch} from '../../../src/lab/bundle/arch.js';
import {buildBundle} from '../../../src/lab/bundle/build.js';
import {findGo} from '../../../src/lab/bundle/go/toolchain.js';
import {ledger} from '../../../src/lab/bundle/ledger.js';
import {removeLeftovers} from '../../../src/lab/bundle/leftovers.js';
import {pack} from '../../../src/lab/bundle/pack.js';
import type {Product} from '../../../src/lab/bundle/product.js';
import {productLanes} from '../../../src/lab/bundle/products/index.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-build-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const productOf = (name: string): Product =>
  productLanes(versionsFor({}))
    .flat()
    .find(product => product.name === name)!;

const RUNC = {...productOf('runc'), version: '1.5.2'};
const PAUSE = productOf('pause');
const IMAGE = {image: PAUSE.image!.reference, imageDigest: `sha256:${sha256('the index of pause')}`};

test('a packed product is compressed in its place, and nothing else is left there', async () => {
  const artifact = await pack(RUNC, Readable.from([Buffer.from('ru'), Buffer.from('nc')]), directory);
  const file = 'runc/1.5.2/runc.gz';
  const compressed = await readFile(join(directory, file));
  expect(artifact).toEqual({
    name: 'runc',
    component: 'runc',
    version: '1.5.2',
    arch: hostArch(),
    kind: 'binary',
    sha256: sha256('runc'),
    size: 4,
    stored: {file, sha256: sha256(compressed), size: compressed.byteLength},
  });
  expect(gunzipSync(compressed).toString()).toBe('runc');
  expect(await readdir(join(directory, 'runc/1.5.2'))).toEqual(['runc.gz']);
});

test('a packed image has the reference and the digest that it is imported with', async () => {
  const artifact = await pack(PAUSE, Readable.from([Buffer.from('pause')]), directory, IMAGE);
  expect(artifact).toMatchObject({kind: 'image', ...IMAGE, stored: {file: 'pause/3.10.2/pause.tar.gz'}});
  expect(parseBundle({apiVersion: 'quorate/v1alpha2', kind: 'Bundle', artifacts: [artifact]})).toMatchObject({
    artifacts: [artifact],
  });
});

test('a product that fails while it is packed leaves nothing', async () => {
  const failing = Readable.from(
    (async function* () {
      yield Buffer.from('ru');
      throw new Error('disk full');
    })(),
  );
  await expect(pack(RUNC, failing, directory)).rejects.toThrow('disk full');
  expect(await readdir(join(directory, 'runc/1.5.2'))).toEqual([]);
});

test('what was built before is found again, and not when it would be built in another way', async () => {
  const artifact = await built(RUNC);
  const kept = ledger(directory);
  expect(await kept.find(RUNC)).toEqual(artifact);
  expect(await kept.find({...RUNC, seconds: 1})).toEqual(artifact);
  expect(await kept.find({...RUNC, compile: {language: 'go', package: 'x'}})).toBeUndefined();
});

test('a file that was built before and is truncated or missing is not found', async () => {
  const {file} = (await built(RUNC)).stored!;
  await writeFile(join(directory, file), 'cut');
  expect(await ledger(directory).find(RUNC)).toBeUndefined();
  await rm(join(directory, file));
  expect(await ledger(directory).find(RUNC)).toBeUndefined();
});

describe('a note of version 0.1', () => {
  test('of a binary is converted: what it built is found and not built again', async () => {
    const artifact = await built(RUNC);
    await rewriteNotes(flat, recipeBefore(RUNC));
    expect(await notes()).toMatchObject([
      {artifact: {file: 'runc/1.5.2/runc.gz', compressedSize: artifact.stored!.size}},
    ]);
    expect(await ledger(directory).find(RUNC)).toEqual(artifact);
  });

  test('of a binary whose file is truncated is not used', async () => {
    const {file} = (await built(RUNC)).stored!;
    await rewriteNotes(flat);
    await writeFile(join(directory, file), 'cut');
    expect(await ledger(directory).find(RUNC)).toBeUndefined();
  });

  test('of an image is not used: its archive had no index', async () => {
    await built(PAUSE);
    await rewriteNotes(artifact => ({...flat(artifact), imageDigest: undefined}), recipeBefore(PAUSE));
    expect(await ledger(directory).find(PAUSE)).toBeUndefined();
  });

  test('of a binary is in the manifest with its file, and the manifest is one that is read', async () => {
    for (const product of productLanes(versionsFor({})).flat()) await built(product);
    const nothing = {directory, report: () => expect.unreachable(), env: {PATH: ''}};
    const {bundle} = await buildBundle(nothing);
    await rm(join(directory, 'bundle.json'));
    await rewriteNotes(artifact => (artifact.kind === 'binary' ? flat(artifact) : artifact));
    expect(await buildBundle(nothing)).toEqual({bundle, built: []});
    expect(parseBundle(JSON.parse(await readFile(join(directory, 'bundle.json'), 'utf8')))).toEqual(bundle);
  });
});

test('a half-written note counts as none', async () => {
  await built(RUNC);
  const notes = join(directory, '.built');
  for (const name of await readdir(notes)) await writeFile(join(notes, name), '{"recipe": "ab');
  expect(await ledger(directory).find(RUNC)).toBeUndefined();
});

test('a build with everything there builds nothing and needs no Go', async () => {
  for (const product of productLanes(versionsFor({})).flat()) await built(product);
  const nothing = {directory, report: () => expect.unreachable(), env: {PATH: ''}};
  const {bundle} = await buildBundle(nothing);
  const before = await readFile(join(directory, 'bundle.json'), 'utf8');
  expect(await buildBundle(nothing)).toEqual({bundle, built: []});
  expect(await readFile(join(directory, 'bundle.json'), 'utf8')).toBe(before);
});

test('a manifest of version 0.1 is replaced by one of the present format', async () => {
  for (const product of productLanes(versionsFor({})).flat()) await built(product);
  const manifest = join(directory, 'bundle.json');
  await writeFile(
    manifest,
    JSON.stringify({apiVersion: 'quorate/v1alpha1', kind: 'Bundle', arch: 'amd64', artifacts: []}),
  );
  const {bundle} = await buildBundle({directory, report: () => expect.unreachable(), env: {PATH: ''}});
  expect(parseBundle(JSON.parse(await readFile(manifest, 'utf8')))).toEqual(bundle);
  expect(bundle.artifacts.map(({arch}) => arch)).toEqual(bundle.artifacts.map(() => hostArch()));
});

test('versions side by side stay in the manifest as long as their files are there', async () => {
  for (const kubernetes of ['1.36.3', '1.37.2'])
    for (const product of productLanes(versionsFor({kubernetes})).flat()) await built(product);
  const report = () => expect.unreachable();
  await buildBundle({directory, report, kubernetes: '1.36.3'});
  const {bundle} = await buildBundle({directory, report, kubernetes: '1.37.2'});
  const kubelets = (artifacts: typeof bundle.artifacts) =>
    artifacts.filter(({name}) => name === 'kubelet').map(({version}) => version);
  expect(kubelets(bundle.artifacts)).toEqual(['1.36.3', '1.37.2']);
  await rm(join(directory, 'kubernetes/1.36.3/kubelet.gz'));
  const again = await buildBundle({directory, report, kubernetes: '1.37.2'});
  expect(kubelets(again.bundle.artifacts)).toEqual(['1.37.2']);
});

test('the remains of a killed build go, those of a running one stay', async () => {
  const dead = 4194304 + 1;
  const files = [
    `runc/1.5.2/runc.gz.${dead}.part`,
    `.work/${dead}/go.mod`,
    `etcd/3.6.16/etcd.gz.${process.pid}.part`,
    `.work/${process.pid}/go.mod`,
    'runc/1.5.2/runc.gz',
  ];
  for (const file of files) {
    await mkdir(dirname(join(directory, file)), {recursive: true});
    await writeFile(join(directory, file), '');
  }
  await removeLeftovers(directory);
  expect(await readdir(join(directory, '.work'))).toEqual([`${process.pid}`]);
  expect(await readdir(join(directory, 'runc/1.5.2'))).toEqual(['runc.gz']);
  expect(await readdir(join(directory, 'etcd/3.6.16'))).toEqual([`etcd.gz.${process.pid}.part`]);
});

test('a Go that is too old is refused with suggestions', async () => {
  await writeFile(join(directory, 'go'), '#!/bin/sh\necho go1.21.5\n', {mode: 0o755});
  await expect(findGo({PATH: directory})).rejects.toMatchObject({
    code: 'bundle/needs-go',
    message: expect.stringContaining(`${join(directory, 'go')} is version 1.21.5`),
    suggestions: [expect.stringContaining('https://go.dev/doc/install')],
  });
});

test('the Go of PATH is used when it is new enough', async () => {
  await writeFile(join(directory, 'go'), '#!/bin/sh\necho go1.27.1\n', {mode: 0o755});
  expect(await findGo({PATH: `/nowhere:${directory}`})).toBe(join(directory, 'go'));
});

const built = async (product: Product): Promise<Artifact> => {
  const image =
    product.image === undefined
      ? {}
      : {image: product.image.reference, imageDigest: `sha256:${sha256(product.image.reference)}`};
  const artifact = await pack(product, Readable.from([Buffer.from(product.name)]), directory, image);
  await ledger(directory).note(product, artifact);
  return artifact;
};

interface Note {
  readonly recipe: string;
  readonly artifact: Artifact;
}

const noteFiles = async (): Promise<readonly string[]> =>
  (await readdir(join(directory, '.built'))).map(name => join(directory, '.built', name));

const notes = async (): Promise<readonly Note[]> =>
  Promise.all((await noteFiles()).map(async path => JSON.parse(await readFile(path, 'utf8')) as Note));

/** @param recipe in place of the one of each note. */
const rewriteNotes = async (change: (artifact: Artifact) => object, recipe?: string): Promise<void> => {
  for (const path of await noteFiles()) {
    const note = JSON.parse(await readFile(path, 'utf8')) as Note;
    await writeFile(path, JSON.stringify({recipe: recipe ?? note.recipe, artifact: change(note.artifact)}));
  }
};

/** An artifact as version 0.1 noted it. */
const flat = ({arch: _arch, stored, ...rest}: Artifact) => ({
  ...rest,
  file: stored!.file,
  compressedSha256: stored!.sha256,
  compressedSize: stored!.size,
});

/** How version 0.1 noted the way in which a product is built; pause has a version of its own. */
const recipeBefore = ({seconds: _seconds, proof: _proof, source, ...product}: Product): string => {
  const {version, siblings, ...module} = source;
  const own = product.component === 'pause' ? module : {version, siblings, ...module};
  return sha256(JSON.stringify({...product, source: own})).slice(0, 16);
};
