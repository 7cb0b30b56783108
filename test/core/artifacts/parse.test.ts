import {describe, expect, test} from 'vitest';
import type {Artifact, Bundle, FileSource, ImageSource} from '../../../src/core/artifacts/bundle.js';
import {artifactKey, parseBundle} from '../../../src/core/artifacts/parse-manifest.js';
import {sha256} from '../../../src/core/model/digest.js';
import {imageSource} from '../../support/builders/image-source.js';
import {artifactOf} from '../../support/builders/release.js';
import {bundle} from './sample.js';

const RUNC = artifactOf('runc', '1.5.2', 'runc');
const {stored: _stored, ...UNSTORED} = RUNC;

const FILE: FileSource = {
  kind: 'file',
  path: 'github.com/containernetworking/plugins/releases/download/v1.9.1/cni-plugins-linux-amd64-v1.9.1.tgz',
  member: './bridge',
  sha256: sha256('an archive'),
  size: 50,
};
const IMAGE = imageSource('registry.k8s.io/pause');
const PAUSE: Artifact = {
  ...artifactOf('pause', '3.10.2', 'pause'),
  image: 'registry.k8s.io/pause:3.10.2',
  imageDigest: `sha256:${IMAGE.blobs[0]!.sha256}`,
};

const lock = (...artifacts: readonly unknown[]) => ({apiVersion: 'quorate/v1alpha2', kind: 'Lock', artifacts});
const held = (...artifacts: readonly unknown[]) => ({apiVersion: 'quorate/v1alpha2', kind: 'Bundle', artifacts});

test('a manifest is read unchanged, without unknown fields', () => {
  const signed = {
    ...PAUSE,
    source: IMAGE,
    signature: {identity: 'krel@k8s.example', issuer: 'https://accounts.example'},
  };
  const manifest = bundle([{...RUNC, source: FILE}, artifactOf('runc', '1.5.2', 'runc', 'arm64'), signed]);
  const later = <T extends object>(value: T) => ({...value, mirror: 'x'});
  const json = {
    ...later(manifest),
    artifacts: manifest.artifacts.map(each => ({
      ...later(each),
      stored: later(each.stored!),
      ...(each.source === undefined ? {} : {source: withBlobs(later(each.source), later)}),
      ...(each.signature === undefined ? {} : {signature: later(each.signature)}),
    })),
  };
  expect(parseBundle(json)).toEqual(manifest);
});

test('a lock file is read unchanged: its artifacts have sources and no files', () => {
  const {stored: _, ...pause} = PAUSE;
  const artifacts = [
    {...UNSTORED, source: FILE},
    {...pause, source: IMAGE},
  ];
  expect(parseBundle(lock(...artifacts))).toEqual(lock(...artifacts));
});

test('the fields of an artifact are in one order, so that equal manifests are equal texts', () => {
  const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse());
  const manifest = bundle([
    {...RUNC, source: FILE},
    {...PAUSE, source: IMAGE},
  ]);
  const json = held(
    ...manifest.artifacts.map(each =>
      reversed({...each, stored: reversed(each.stored!), source: reversed(each.source!)}),
    ),
  );
  expect(JSON.stringify(parseBundle(json))).toBe(JSON.stringify(parseBundle(manifest)));
});

test('digests in capitals are refused: they are compared as text', () => {
  const capitals = {...RUNC, sha256: RUNC.sha256.toUpperCase()};
  expect(messages(held(capitals))).toEqual(['artifacts[0].sha256 is not a sha256 digest']);
});

test('all problems of a manifest are reported at once, with their fields', () => {
  const json = {
    apiVersion: 'quorate/v1alpha1',
    kind: 'Bundles',
    artifacts: [
      {
        ...RUNC,
        version: 'v1.5.2',
        component: 'docker',
        arch: 'riscv64',
        kind: 'archive',
        sha256: 'abc',
        size: -1,
        stored: {file: 'runc.gz', sha256: 'abc', size: 1.5},
        signature: {identity: 'someone'},
      },
      'runc',
    ],
  };
  expect(messages(json)).toEqual([
    'apiVersion is "quorate/v1alpha1", not "quorate/v1alpha2"',
    'kind is "Bundles", not "Bundle" or "Lock"',
    'artifacts[0].component is "docker", which is not a component',
    'artifacts[0].version is "v1.5.2", not a version such as "1.36.3"',
    'artifacts[0].arch is "riscv64", not "amd64" or "arm64"',
    'artifacts[0].kind is "archive", not "binary" or "image"',
    'artifacts[0].sha256 is not a sha256 digest',
    'artifacts[0].size is not a number of bytes',
    'artifacts[0].stored.sha256 is not a sha256 digest',
    'artifacts[0].stored.size is not a number of bytes',
    'artifacts[0].signature is not an object with identity and issuer',
    'artifacts[1] is not an object',
  ]);
});

test('a manifest without artifacts is refused', () => {
  expect(messages({apiVersion: 'quorate/v1alpha2', kind: 'Bundle'})).toEqual(['artifacts is not a list']);
});

test.each(['/etc/passwd', '../runc.gz', 'runc/../../x', 'runc//x', './runc.gz', 'runc/a b', 'runc;reboot', ''])(
  'the file %j, which is outside the bundle or would be changed by a shell, is refused',
  file => {
    expect(messages(held({...RUNC, stored: {...RUNC.stored!, file}}))).toEqual([
      `artifacts[0].stored.file is ${JSON.stringify(file)}, not a path inside the bundle`,
    ]);
  },
);

test.each(['../kubelet', 'a/b', '', '-rf'])('the name %j, which would become part of a path, is refused', name => {
  expect(messages(held({...RUNC, name}))).toEqual([`artifacts[0].name is ${JSON.stringify(name)}, not a file name`]);
});

test('a duplicate artifact is reported once, and the same one for two architectures is none', () => {
  expect(messages(held(RUNC, RUNC, RUNC))).toEqual(['artifacts has runc/1.5.2/amd64/runc more than once']);
  expect(messages(held(RUNC, artifactOf('runc', '1.5.2', 'runc', 'arm64')))).toEqual([]);
  expect(artifactKey(RUNC)).toBe('runc/1.5.2/amd64/runc');
});

describe('an image archive', () => {
  test.each([[undefined], [''], ['pause'], ['registry.k8s.io/pause:3 10'], ['-x:1']])(
    'with the image reference %j is refused',
    image => {
      expect(messages(held({...PAUSE, image}))).toEqual([
        `artifacts[0].image is ${JSON.stringify(image) ?? 'missing'}, not an image reference such as "registry.k8s.io/pause:3.10.2"`,
      ]);
    },
  );

  test.each([[undefined], [sha256('x')], [`sha256:${'A'.repeat(64)}`], ['sha256:abc'], [`sha512:${'a'.repeat(64)}`]])(
    'with the image digest %j is refused',
    imageDigest => {
      expect(messages(held({...PAUSE, imageDigest}))).toEqual([
        `artifacts[0].imageDigest is ${JSON.stringify(imageDigest) ?? 'missing'}, not "sha256:" and a digest`,
      ]);
    },
  );
});

describe('what an artifact needs depends on the manifest:', () => {
  test('in a bundle a file, and a source is optional', () => {
    expect(messages(held(UNSTORED))).toEqual(['artifacts[0].stored is not an object']);
    expect(messages(held({...UNSTORED, source: FILE}))).toEqual(['artifacts[0].stored is not an object']);
    expect(messages(held(RUNC))).toEqual([]);
  });

  test('in a lock file a source', () => {
    expect(messages(lock(UNSTORED))).toEqual(['artifacts[0].source is not an object']);
    expect(messages(lock({...UNSTORED, source: FILE}))).toEqual([]);
  });
});

describe('a file source', () => {
  const of = (changes: Partial<Record<keyof FileSource, unknown>>) =>
    messages(lock({...UNSTORED, source: {...FILE, ...changes}}));

  test('has one problem a field', () => {
    expect(of({kind: 'image', path: '/release/kubelet', member: '../bridge', sha256: 'abc', size: 0.5})).toEqual([
      'artifacts[0].source.kind is "image", not "file"',
      'artifacts[0].source.path is "/release/kubelet", not a host and a path such as "dl.k8s.io/release/x"',
      'artifacts[0].source.sha256 is not a sha256 digest',
      'artifacts[0].source.size is not a number of bytes',
      'artifacts[0].source.member is "../bridge", not a path in an archive',
    ]);
  });

  test.each(['dl.k8s.io/../x', 'dl.k8s.io/a?b', 'dl.k8s.io/a%2fb', 'dl.k8s.io//x'])(
    'with the path %j, which a server could take for another one, is refused',
    path => {
      expect(of({path})).toEqual([expect.stringMatching(/^artifacts\[0\]\.source\.path is /)]);
    },
  );

  test('may be the content itself, without a member', () => {
    const {member: _, ...whole} = FILE;
    const {sha256: digest, size} = UNSTORED;
    expect(messages(lock({...UNSTORED, source: {...whole, sha256: digest, size}}))).toEqual([]);
  });
});

describe('an image source', () => {
  const {stored: _, ...pause} = PAUSE;
  const of = (changes: Partial<Record<keyof ImageSource, unknown>>) =>
    messages(lock({...pause, source: {...IMAGE, ...changes}}));

  test('has one problem a field', () => {
    expect(of({kind: 'file', repository: 'pause', mediaType: 'a\nb', blobs: {}})).toEqual([
      'artifacts[0].source.kind is "file", not "image"',
      'artifacts[0].source.repository is "pause", not a registry and a repository such as "registry.k8s.io/pause"',
      'artifacts[0].source.mediaType is not a media type',
      'artifacts[0].source.blobs is not a list of at least three blobs',
    ]);
  });

  test('has an index, a manifest and a configuration at least', () => {
    expect(of({blobs: IMAGE.blobs.slice(0, 2)})).toEqual([
      'artifacts[0].source.blobs is not a list of at least three blobs',
    ]);
    expect(of({blobs: IMAGE.blobs})).toEqual([]);
  });

  test('has blobs with digests and sizes', () => {
    const [index, manifest] = IMAGE.blobs;
    expect(of({blobs: [index, manifest, {sha256: 'abc', size: '5'}, null]})).toEqual([
      'artifacts[0].source.blobs[2].sha256 is not a sha256 digest',
      'artifacts[0].source.blobs[2].size is not a number of bytes',
      'artifacts[0].source.blobs[3] is not an object',
    ]);
  });

  test.each([
    ['no text', {text: undefined}],
    ['another text', {text: '{ }'}],
    ['a text that is not one', {text: 7}],
    ['another size', {size: 3}],
  ])('is refused with %s of its manifest', (_title, change) => {
    const [index, manifest, ...rest] = IMAGE.blobs;
    expect(of({blobs: [index, {...manifest, ...change}, ...rest]})).toEqual([
      expect.stringMatching(/^artifacts\[0\]\.source\.blobs\[1\]\.text /),
    ]);
  });

  test('is refused when the image digest is not that of its index', () => {
    const [index, ...rest] = IMAGE.blobs;
    const other = {...index, text: '{ }', size: 3, sha256: sha256('{ }')};
    expect(of({blobs: [other, ...rest]})).toEqual([
      'artifacts[0].imageDigest is not the digest of the first blob of its source, the index',
    ]);
  });
});

describe('an artifact that contradicts itself is refused:', () => {
  const {stored: _, ...pause} = PAUSE;
  const {member: _member, ...whole} = FILE;
  const [index, manifest, config, layer] = IMAGE.blobs;
  const other = imageSource('registry.k8s.io/pause', 'arm64');
  test.each<[string, object, string]>([
    ['a name that its component does not have', {...UNSTORED, name: 'evil', source: FILE}, 'name'],
    ['a binary as an image', {...pause, component: 'runc', name: 'runc', source: IMAGE}, 'kind'],
    ['an image as a binary', {...UNSTORED, component: 'pause', name: 'pause', source: FILE}, 'kind'],
    [
      'a file that is the content, with another digest',
      {...UNSTORED, source: {...whole, size: UNSTORED.size}},
      'source',
    ],
    [
      'a file that is the content, with another size',
      {...UNSTORED, source: {...whole, sha256: UNSTORED.sha256, size: UNSTORED.size + 1}},
      'source',
    ],
    ['a reference to another repository', {...pause, image: 'registry.k8s.io/other:1.0', source: IMAGE}, 'image'],
    ['a manifest of another architecture', {...pause, arch: 'arm64', source: IMAGE}, 'source.blobs[1]'],
    [
      'an index without its manifest',
      {...pause, source: {...IMAGE, blobs: [index, other.blobs[0], config, layer]}},
      'source.blobs[1]',
    ],
    ['a layer less', {...pause, source: {...IMAGE, blobs: [index, manifest, config]}}, 'source.blobs'],
    ['another order', {...pause, source: {...IMAGE, blobs: [index, manifest, layer, config]}}, 'source.blobs'],
  ])('%s', (_title, artifact, field) => {
    expect(messages(lock(artifact)).map(each => each.split(' ')[0])).toContain(`artifacts[0].${field}`);
  });
});

test.each(['-C', '--checkpoint-action', '../x', '/x', ''])(
  'the member %j, which tar could take otherwise, is refused',
  member => {
    expect(messages(lock({...UNSTORED, source: {...FILE, member}}))).toEqual([
      expect.stringMatching(/^artifacts\[0\]\.source\.member is /),
    ]);
  },
);

test.each(['user:pw@example.com/x', 'example.com:99999999/x', 'x'])(
  'the source %j, whose host is not a name, is refused',
  path => {
    expect(messages(lock({...UNSTORED, source: {...FILE, path}}))).toEqual([
      expect.stringMatching(/^artifacts\[0\]\.source\.path is /),
    ]);
  },
);

test('a value in a message is shortened, and controls no terminal', () => {
  for (const name of [`\u009b31m${'x'.repeat(5000)}`, '\u202eabc', '\u2028', '\u001b[31m']) {
    const [message = ''] = messages(lock({...UNSTORED, name, source: FILE}));
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(message.length).toBeLessThan(200);
  }
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  expect(messages({apiVersion: 'quorate/v1alpha2', kind: deep, artifacts: []})).toEqual([
    'kind is a list, not "Bundle" or "Lock"',
  ]);
});

test.each([null, [], 'bundle', 7])('%j is refused as a manifest', json => {
  expect(messages(json)).toEqual(['The manifest is not an object']);
});

const withBlobs = (source: NonNullable<Artifact['source']>, change: <T extends object>(value: T) => T) =>
  source.kind === 'image' ? {...source, blobs: source.blobs.map(change)} : source;

/** What is wrong with a manifest. */
const messages = (json: unknown): readonly string[] => {
  const parsed: Bundle | readonly {readonly message: string; readonly code: string; readonly level: string}[] =
    parseBundle(json);
  if ('kind' in parsed) return [];
  expect(parsed.every(({code, level}) => code === 'artifacts/bad-manifest' && level === 'error')).toBe(true);
  return parsed.map(({message}) => message);
};
