import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ARCHES, type Artifact, type Bundle, type FileSource} from '../../../src/core/artifacts/bundle.js';
import {versionsFor} from '../../../src/core/artifacts/catalog.js';
import {lackingIn, lockedOf, manifestOf, manifestText, withFound} from '../../../src/core/artifacts/lock.js';
import {artifactKey, parseBundle} from '../../../src/core/artifacts/parse-manifest.js';
import {upstreamFiles, upstreamImages} from '../../../src/core/artifacts/upstream.js';
import {sha256} from '../../../src/core/model/digest.js';
import {imageSource} from '../../support/builders/image-source.js';
import {artifactOf} from '../../support/builders/release.js';

const ETCD = locked('etcd', 'archive');
const ETCDCTL = locked('etcdctl', 'archive');
const SOURCE = imageSource('registry.k8s.io/pause');
const PAUSE: Artifact = {
  ...artifactOf('pause', '3.10.2', 'pause'),
  imageDigest: `sha256:${SOURCE.blobs[0]!.sha256}`,
  source: SOURCE,
};

describe('a lock', () => {
  test('has the same bytes whatever the order of its artifacts is', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([ETCD, ETCDCTL, PAUSE], {minLength: 3}), artifacts => {
        expect(manifestText(manifestOf('Lock', artifacts))).toBe(
          manifestText(manifestOf('Lock', [ETCD, ETCDCTL, PAUSE])),
        );
      }),
    );
  });

  test('is a manifest without stored files that can be read, and ends with a line end', () => {
    const lock = withFound(manifestOf('Lock', []), [ETCD, PAUSE]) as Bundle;
    expect(parseBundle(JSON.parse(manifestText(lock)))).toEqual(lock);
    expect(lock.artifacts.flatMap(({stored}) => stored ?? [])).toEqual([]);
    expect(manifestText(lock)).toMatch(/\}\n$/);
  });

  test('keeps what it has when something is added', () => {
    const before = manifestOf('Lock', [ETCD]);
    const after = withFound(before, [PAUSE]) as Bundle;
    expect(after.artifacts.map(artifactKey)).toEqual(['etcd/3.6.16/amd64/etcd', 'pause/3.10.2/amd64/pause']);
    expect(withFound(after, [ETCD, PAUSE])).toEqual(after);
  });

  test('keeps a signature that was verified before, and gets one that is found', () => {
    const signature = {identity: 'release@example.com', issuer: 'https://accounts.example.com'};
    const signed = withFound(manifestOf('Lock', [ETCD]), [{...ETCD, signature}]) as Bundle;
    expect(signed.artifacts[0]?.signature).toEqual(signature);
    expect(withFound(signed, [ETCD])).toEqual(signed);
  });
});

describe('a conflict is found when', () => {
  test.each([
    [
      'the content of an artifact differs',
      {...ETCD, sha256: sha256('other')},
      /content of etcd\/3\.6\.16\/amd64\/etcd/,
    ],
    ['the size of its content differs', {...ETCD, size: ETCD.size + 1}, /content of etcd\/3\.6\.16\/amd64\/etcd/],
    [
      'another member is in an archive with another size',
      {...ETCDCTL, source: {...ETCDCTL.source!, size: 2} as FileSource},
      /github\.com.* 2 bytes.* 1 bytes/,
    ],
    ['another member is in an archive with another digest', locked('etcdutl', 'another archive'), /github\.com/],
    [
      'an image has another index',
      {...PAUSE, arch: 'arm64', imageDigest: `sha256:${sha256('x')}`},
      /registry\.k8s\.io/,
    ],
  ] as const)('%s', (_title, found, names) => {
    const lock = manifestOf('Lock', [ETCD, PAUSE]);
    expect(withFound(lock, [found as Artifact])).toEqual([
      {code: 'artifacts/lock-conflict', level: 'error', message: expect.stringMatching(names)},
    ]);
  });

  test('and not when another version, or another architecture of the same image, is added', () => {
    const lock = manifestOf('Lock', [ETCD, PAUSE]);
    const arm64: Artifact = {...PAUSE, arch: 'arm64', sha256: sha256('arm64')};
    const other = {
      ...artifactOf('etcd', '3.6.17', 'etcd'),
      source: {...ETCD.source!, path: 'github.com/x', sha256: sha256('y')},
    };
    expect(withFound(lock, [arm64, other as Artifact])).toHaveProperty('artifacts.length', 4);
  });
});

describe('what a lock lacks', () => {
  const versions = versionsFor({});

  test('is every file and image of upstream if it is empty', () => {
    const {files, images} = lackingIn(manifestOf('Lock', []), versions, ARCHES);
    expect(files).toEqual(ARCHES.flatMap(arch => upstreamFiles(versions, arch)));
    expect(images).toHaveLength(2 * upstreamImages(versions).length);
  });

  test('is only the file with the artifact that it does not have', () => {
    const all = ARCHES.flatMap(arch => [
      ...upstreamFiles(versions, arch).flatMap(({component, version, contents}) =>
        contents.map(({name}) => artifactOf(component, version, name, arch)),
      ),
      ...upstreamImages(versions).map(({component, version}) => artifactOf(component, version, component, arch)),
    ]);
    expect(lackingIn({...manifestOf('Lock', []), artifacts: all}, versions, ARCHES)).toEqual({files: [], images: []});
    const without = all.filter(({name, arch}) => !(arch === 'arm64' && (name === 'etcdctl' || name === 'pause')));
    const {files, images} = lackingIn({...manifestOf('Lock', []), artifacts: without}, versions, ARCHES);
    expect(files.map(({component, arch}) => [component, arch])).toEqual([['etcd', 'arm64']]);
    expect(images.map(({image, arch}) => [image.component, arch])).toEqual([['pause', 'arm64']]);
  });

  test('depends on versions and architectures', () => {
    const lock = manifestOf('Lock', [
      ETCD,
      artifactOf('etcd', '3.6.17', 'etcd'),
      artifactOf('etcd', '3.6.16', 'etcd', 'arm64'),
    ]);
    expect(lockedOf(lock, versions, ['amd64'])).toEqual([expect.objectContaining({version: '3.6.16', arch: 'amd64'})]);
  });
});

function locked(name: string, archive: string): Artifact {
  const {stored: _, ...artifact} = artifactOf('etcd', '3.6.16', name);
  const path = 'github.com/etcd-io/etcd/releases/download/v3.6.16/etcd-v3.6.16-linux-amd64.tar.gz';
  return {...artifact, source: {kind: 'file', path, member: `x/${name}`, sha256: sha256(archive), size: 1}};
}
