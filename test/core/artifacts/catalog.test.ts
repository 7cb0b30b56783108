import {expect, test} from 'vitest';
import {CATALOG, DEFAULT_KUBERNETES, listedVersion, versionsFor} from '../../../src/core/artifacts/catalog.js';
import {COMPONENTS} from '../../../src/core/artifacts/required.js';
import {OLDEST_ETCD, suitedMinors} from '../../../src/core/versions/etcd-support.js';
import {compareVersions, minorOf} from '../../../src/core/versions/version.js';

/** As upstream pairs them; etcd by its minor version, and of containerd the oldest version that suits. */
const PAIRS = [
  {minor: '1.34', etcd: '3.6', coredns: '1.12.1', pause: '3.10.1', plugins: '1.8.0', containerd: '2.1.3'},
  {minor: '1.35', etcd: '3.6', coredns: '1.13.1', pause: '3.10.1', plugins: '1.8.0', containerd: '2.2.0'},
  {minor: '1.36', etcd: '3.6', coredns: '1.14.2', pause: '3.10.2', plugins: '1.9.1', containerd: '2.2.0'},
  {minor: '1.37', etcd: '3.7', coredns: '1.14.6', pause: '3.10.2', plugins: '1.9.1', containerd: '2.3.0'},
];

test.each(PAIRS)('Kubernetes $minor gets the versions that belong to it', pair => {
  const versions = versionsFor({kubernetes: `${pair.minor}.1`});
  expect(versions).toMatchObject({
    kubernetes: `${pair.minor}.1`,
    coredns: pair.coredns,
    pause: pair.pause,
    'cni-plugins': pair.plugins,
  });
  expect(minorOf(versions.etcd)).toBe(pair.etcd);
  expect(compareVersions(versions.containerd, pair.containerd)).toBeGreaterThanOrEqual(0);
});

test('the minor versions of this table are those of the catalog', () => {
  expect(Object.keys(CATALOG)).toEqual(PAIRS.map(({minor}) => minor));
});

test.each(PAIRS)('the etcd for Kubernetes $minor suits it and is not too old', ({minor}) => {
  const {etcd} = versionsFor({kubernetes: `${minor}.0`});
  expect(suitedMinors(`${minor}.0`)).toContain(minorOf(etcd));
  expect(compareVersions(etcd, OLDEST_ETCD)).toBeGreaterThanOrEqual(0);
});

test.each(PAIRS)('Kubernetes $minor gets a version of every component, without a leading v', ({minor}) => {
  const versions = versionsFor({kubernetes: `v${minor}.0`});
  expect(Object.keys(versions).toSorted()).toEqual(COMPONENTS.toSorted());
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+/);
});

test('patch versions of one minor version get the same versions', () => {
  const {kubernetes: _one, ...one} = versionsFor({kubernetes: '1.36.1'});
  const {kubernetes: _other, ...other} = versionsFor({kubernetes: '1.36.9'});
  expect(one).toEqual(other);
});

test('without a choice the default version is taken, which the catalog has', () => {
  expect(versionsFor({})).toEqual(versionsFor({kubernetes: DEFAULT_KUBERNETES}));
  expect(versionsFor({}).kubernetes).toBe('1.36.3');
});

test('etcd follows Kubernetes unless it is named', () => {
  expect(versionsFor({}).etcd).toBe('3.6.16');
  expect(versionsFor({kubernetes: 'v1.37.2'}).etcd).toBe('3.7.3');
  expect(versionsFor({kubernetes: '1.37.2', etcd: 'v3.6.16'}).etcd).toBe('3.6.16');
});

test.each(['1.36', '', 'latest'])('%j, which is not a complete version, is refused', version => {
  const refusal = expect.objectContaining({code: 'usage/version'});
  expect(() => versionsFor({kubernetes: version})).toThrow(refusal);
  expect(() => versionsFor({etcd: version})).toThrow(refusal);
});

test.each(['1.33.4', '1.38.0', '2.36.3'])('Kubernetes %s is refused with the supported minor versions', kubernetes => {
  expect(() => versionsFor({kubernetes})).toThrow(
    expect.objectContaining({
      code: 'usage/version',
      message: expect.stringMatching(new RegExp(`${kubernetes} .*1\\.34, 1\\.35, 1\\.36, 1\\.37$`)),
      suggestions: [expect.stringContaining(`--kubernetes ${DEFAULT_KUBERNETES}`)],
    }),
  );
});

test('a component has a listed version for a Kubernetes of the catalog, and none for another', () => {
  expect(listedVersion('coredns', '1.36.3')).toBe('1.14.2');
  expect(listedVersion('kubernetes', '1.36.3')).toBe('1.36.3');
  expect(listedVersion('coredns', '1.33.1')).toBeUndefined();
});
