import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {gunzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {buildBundle} from '../../../src/lab/bundle/build.js';
import {findGo} from '../../../src/lab/bundle/go/toolchain.js';
import {ledger} from '../../../src/lab/bundle/ledger.js';
import {removeLeftovers} from '../../../src/lab/bundle/leftovers.js';
import {pack} from '../../../src/lab/bundle/pack.js';
import type {Product} from '../../../src/lab/bundle/product.js';
import {productLanes} from '../../../src/lab/bundle/products/index.js';
import {versionsFor} from '../../../src/lab/bundle/versions.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quorate-build-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const [RUNC] = productLanes(versionsFor({}))
  .flat()
  .filter(({name}) => name === 'runc') as [Product];

test('a packed product is compressed in its place, and nothing else is left there', async () => {
  const artifact = await pack(RUNC, Readable.from([Buffer.from('ru'), Buffer.from('nc')]), directory);
  expect(artifact).toMatchObject({name: 'runc', kind: 'binary', file: 'runc/1.5.2/runc.gz', size: 4});
  expect(gunzipSync(await readFile(join(directory, artifact.file))).toString()).toBe('runc');
  expect(await readdir(join(directory, 'runc/1.5.2'))).toEqual(['runc.gz']);
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
  const {file} = await built(RUNC);
  await writeFile(join(directory, file), 'cut');
  expect(await ledger(directory).find(RUNC)).toBeUndefined();
  await rm(join(directory, file));
  expect(await ledger(directory).find(RUNC)).toBeUndefined();
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

const built = async (product: Product) => {
  const artifact = await pack(product, Readable.from([Buffer.from(product.name)]), directory);
  await ledger(directory).note(product, artifact);
  return artifact;
};
