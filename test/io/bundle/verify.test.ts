import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import type {Artifact, FileSource} from '../../../src/core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../../src/core/artifacts/lock.js';
import {desire} from '../../../src/core/desire.js';
import type {Failure} from '../../../src/core/failure.js';
import {sha256} from '../../../src/core/model/digest.js';
import type {Digest} from '../../../src/core/model/names.js';
import {verifyBundle} from '../../../src/io/bundle/verify.js';
import {clusterConfig} from '../../support/builders/config.js';
import {startUpstream, type Upstream} from '../../support/upstream-fixture.js';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

let folder: string;
let lockFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-verify-'));
  lockFile = join(folder, 'quorate.lock.json');
  await writeFile(lockFile, manifestText(manifestOf('Lock', upstream.lock.artifacts)));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

/** A file that is the content itself has the same digest. */
const withDigest = (artifact: Artifact, digest: Digest): Artifact => ({
  ...artifact,
  sha256: digest,
  source: {...(artifact.source as FileSource), sha256: digest},
});

const withoutArtifacts = (...names: readonly string[]) =>
  manifestText(
    manifestOf(
      'Lock',
      upstream.lock.artifacts.filter(({name}) => !names.includes(name)),
    ),
  );

test('a complete bundle and its lock file are accepted, for every version and architecture', async () => {
  const {artifacts, coverage} = await verifyBundle({directory: upstream.directory, lockFile});
  expect(artifacts).toHaveLength(42);
  expect(coverage).toEqual({kubernetes: ['1.36.3'], arches: ['amd64', 'arm64'], missing: []});
});

test('a lock file that lacks something is refused with everything that is missing', async () => {
  await writeFile(lockFile, withoutArtifacts('kube-proxy', 'coredns'));
  const failure = await verifyBundle({lockFile}).then(
    () => expect.unreachable('it was accepted'),
    (error: Failure) => error,
  );
  expect(failure.code).toBe('artifacts/incomplete');
  expect(failure.message.split('\n  ').slice(1).toSorted()).toEqual([
    'coredns 1.14.2 (amd64)',
    'coredns 1.14.2 (arm64)',
    'kube-proxy 1.36.3 (amd64)',
    'kube-proxy 1.36.3 (arm64)',
  ]);
  expect(failure.suggestions).toEqual([
    `quorate bundle fetch --lock ${lockFile} --kubernetes 1.36.3 --arch amd64,arm64`,
  ]);
});

test('a bundle without what the lock file names is refused with its name', async () => {
  const other = upstream.lock.artifacts.map(each =>
    each.name === 'kubelet' && each.arch === 'arm64' ? withDigest(each, sha256('another kubelet')) : each,
  );
  await writeFile(lockFile, manifestText(manifestOf('Lock', other)));
  await expect(verifyBundle({directory: upstream.directory, lockFile})).rejects.toMatchObject({
    code: 'artifacts/incomplete',
    message: expect.stringMatching(/1 thing missing:\n {2}kubernetes\/1\.36\.3\/arm64\/kubelet$/),
    suggestions: [
      `quorate bundle fetch --lock ${lockFile} --kubernetes 1.36.3 --arch amd64,arm64 --download --output ${upstream.directory}`,
    ],
  });
});

test('for one cluster, only what it uses has to be there', async () => {
  const cluster = desire(clusterConfig('stacked', {network: {...clusterConfig().network, plugin: 'none'}}));
  await writeFile(lockFile, withoutArtifacts('flanneld'));
  await expect(verifyBundle({lockFile})).rejects.toMatchObject({code: 'artifacts/incomplete'});
  expect((await verifyBundle({lockFile, cluster})).coverage.missing).toEqual([]);
});

test('for one cluster, the command has its versions and its mirror', async () => {
  const mirror = 'https://files.example.com/k8s';
  const cluster = desire(clusterConfig('stacked', {artifacts: {source: 'mirror', mirror}}));
  await writeFile(lockFile, withoutArtifacts('coredns'));
  await expect(verifyBundle({lockFile, cluster})).rejects.toMatchObject({
    suggestions: [
      `quorate bundle fetch --lock ${lockFile} --kubernetes ${cluster.kubernetesVersion} --arch amd64,arm64 --from ${mirror}/`,
    ],
  });
});

test('a lock file with another digest than the pinned one is refused', async () => {
  await expect(verifyBundle({lockFile, lockSha256: sha256('x')})).rejects.toMatchObject({
    code: 'artifacts/lock-digest',
  });
});
