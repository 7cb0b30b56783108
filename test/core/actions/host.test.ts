import {expect, test} from 'vitest';
import {describeAction} from '../../../src/core/actions/action.js';
import {areOn, isImported} from '../../../src/core/actions/host.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import {machineFacts} from '../../support/builders/facts.js';

const image = 'registry.k8s.io/pause:3.10.2';
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const pointsTo = (target?: string) => ({images: known(new Map(target === undefined ? [] : [[image, target]]))});

test.each([
  [true, 'the reference points to the digest', pointsTo(digest('a')), digest('a')],
  [false, 'it points to another one', pointsTo(digest('b')), digest('a')],
  [true, 'it exists, and no digest is known', pointsTo(digest('b')), undefined],
  [false, 'it does not exist', pointsTo(), digest('a')],
  [false, 'it does not exist, and no digest is known', pointsTo(), undefined],
  [false, 'containerd does not answer', {images: unknown('it does not run')}, digest('a')],
])('an image is imported: %s, where %s', (imported, _, facts, imageDigest) => {
  expect(isImported(facts, {image, ...(imageDigest === undefined ? {} : {imageDigest})})).toBe(imported);
});

test('the import of an image names both digests where the reference points to another one, and only there', () => {
  const described = (found: string | undefined) =>
    describeAction({
      kind: 'image/import',
      host: hostName('w1'),
      image,
      path: '/opt/pause.tar',
      imageDigest: digest('a'),
      ...(found === undefined ? {} : {found}),
    });
  const mentions = (text: string) => [digest('a'), digest('b')].filter(each => text.includes(each));
  expect(mentions(described(digest('b')))).toEqual([digest('a'), digest('b')]);
  expect(mentions(described(undefined))).toEqual([]);
  expect(mentions(described(digest('a')))).toEqual([]);
});

const booleans = ['haproxy_connect_any', 'keepalived_connect_any'];
test.each([
  [true, 'enforcing', {haproxy_connect_any: true, keepalived_connect_any: true}],
  [false, 'enforcing', {haproxy_connect_any: true, keepalived_connect_any: false}],
  [false, 'permissive', {haproxy_connect_any: false}],
  [true, 'enforcing', {haproxy_connect_any: true}],
  [true, 'enforcing', {}],
  [true, 'disabled', {haproxy_connect_any: false}],
] as const)('booleans are on: %s, where SELinux is %s and has %j', (on, selinux, found) => {
  expect(areOn(machineFacts({selinux, booleans: found}), {booleans})).toBe(on);
});
