import {expect, test} from 'vitest';
import {parseBundle} from '../../../src/core/artifacts/parse-manifest.js';
import {artifact, bundle} from './sample.js';

test('a manifest is read unchanged, without unknown fields', () => {
  const manifest = bundle([artifact('runc', '1.5.2', 'runc')]);
  const json = {...manifest, comment: 'later', artifacts: manifest.artifacts.map(each => ({...each, mirror: 'x'}))};
  expect(parseBundle(json)).toEqual(manifest);
});

test('digests in capitals are read in lower case', () => {
  const [runc] = [artifact('runc', '1.5.2', 'runc')];
  expect(parseBundle(bundle([{...runc, sha256: runc.sha256.toUpperCase() as typeof runc.sha256}]))).toEqual(
    bundle([runc]),
  );
});

test('all problems of a manifest are reported at once, with their fields', () => {
  const json = {
    apiVersion: 'quorate/v2',
    kind: 'Bundle',
    arch: 'amd64',
    artifacts: [{...artifact('runc', 'v1.5.2', 'runc'), sha256: 'abc', size: -1}, 'runc'],
  };
  expect(messages(json)).toEqual([
    'apiVersion is "quorate/v2", not "quorate/v1alpha1"',
    'artifacts[0].version is "v1.5.2", not a version such as "1.36.3"',
    'artifacts[0].sha256 is not a sha256 digest',
    'artifacts[0].size is not a number of bytes',
    'artifacts[1] is not an object',
  ]);
});

test.each(['/etc/passwd', '../runc.gz', 'runc/../../x', 'runc//x', ''])(
  'the file %j outside the bundle is refused',
  file => {
    expect(messages(bundle([{...artifact('runc', '1.5.2', 'runc'), file}]))).toEqual([
      `artifacts[0].file is ${JSON.stringify(file)}, not a path inside the bundle`,
    ]);
  },
);

test.each(['../kubelet', 'a/b', '', '-rf'])('the name %j, which would become part of a path, is refused', name => {
  expect(messages(bundle([artifact('runc', '1.5.2', name)]))[0]).toContain('artifacts[0].name is');
});

test('a duplicate artifact is reported once', () => {
  const runc = artifact('runc', '1.5.2', 'runc');
  expect(messages(bundle([runc, runc, runc]))).toEqual(['artifacts has runc 1.5.2 runc more than once']);
});

test('an image archive without an image reference is refused', () => {
  const image = {...artifact('pause', '3.10.2', 'pause'), kind: 'image' as const};
  expect(messages(bundle([image]))).toEqual([
    'artifacts[0].image is missing: an image archive needs its image reference',
  ]);
});

test.each([null, [], 'bundle', 7])('%j is refused as a manifest', json => {
  expect(messages(json)).toEqual(['bundle.json is not an object']);
});

const messages = (json: unknown): readonly string[] => {
  const parsed = parseBundle(json);
  return Array.isArray(parsed) ? parsed.map(({message}) => message) : [];
};
