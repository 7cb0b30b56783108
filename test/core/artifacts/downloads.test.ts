import {describe, expect, test} from 'vitest';
import {type Artifact, anyArch} from '../../../src/core/artifacts/bundle.js';
import {bytesBeside, downloadsOf, probeUrls, urlOf} from '../../../src/core/artifacts/downloads.js';
import {pathOf} from '../../../src/core/artifacts/install-paths.js';
import {uploadReason} from '../../../src/core/artifacts/transfer.js';
import {release, withSources} from '../../support/builders/release.js';

const {artifacts} = anyArch(withSources(release()));
const named = (name: string): Artifact => artifacts.get(name)!;
const placed = (...names: readonly string[]) => names.map(name => ({artifact: named(name), path: pathOf(named(name))}));

describe('the downloads of a host', () => {
  test('have each archive once, with all that is installed from it', () => {
    const downloads = downloadsOf(placed('etcd', 'kubelet', 'etcdctl', 'pause', 'runc'));
    expect(
      downloads.map(each =>
        each.is === 'file'
          ? [
              each.file.path.replace(/.*\//, ''),
              ...each.contents.map(({artifact, member}) => `${artifact.name} ${member}`),
            ]
          : [each.placement.artifact.name, each.parts.filter(part => 'path' in part).length],
      ),
    ).toEqual([
      ['etcd-amd64.tar.gz', 'etcd bin/etcd', 'etcdctl bin/etcdctl'],
      ['kubelet', 'kubelet undefined'],
      ['runc.amd64', 'runc undefined'],
      ['pause', 2],
    ]);
  });

  test('have an archive twice if its contents are for two folders', () => {
    const [etcd, etcdctl] = placed('etcd', 'etcdctl');
    expect(downloadsOf([etcd!, {...etcdctl!, path: '/opt/quorate/etcd/3.6.16/etcdctl'}])).toHaveLength(2);
  });
});

test('one file of each server is asked for, the smallest', () => {
  const of = [named('kubelet'), named('etcd'), named('pause')];
  expect(probeUrls(of, 'https://files.example.com/k8s/')).toEqual([
    'https://files.example.com/k8s/dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet',
  ]);
  expect(probeUrls(of, 'https://').map(url => new URL(url).host)).toEqual([
    'dl.k8s.io',
    'github.com',
    'registry.k8s.io',
  ]);
  expect(probeUrls([], 'https://')).toEqual([]);
});

test('the URL of an artifact is its file, or the manifest of its image', () => {
  expect(urlOf(named('runc'), 'http://mirror/')).toBe(
    'http://mirror/github.com/runc/releases/download/v1.5.2/runc.amd64',
  );
  expect(urlOf(named('pause'), 'http://mirror/')).toMatch(
    /^http:\/\/mirror\/registry\.k8s\.io\/v2\/pause\/manifests\/sha256:[0-9a-f]{64}$/,
  );
});

test('beside the content, a host needs space for an archive or the parts of an image', () => {
  expect([named('kubelet'), named('etcd'), named('pause')].map(bytesBeside)).toEqual([0, 7, 20]);
});

const BOTH = ['curl', 'wget', 'tar'];
test.each([
  {name: 'kubelet', commands: BOTH, sourceFails: false, reason: undefined},
  {name: 'etcd', commands: ['wget', 'tar'], sourceFails: false, reason: undefined},
  {name: 'etcd', commands: ['curl', 'tar'], sourceFails: false, reason: undefined},
  {name: 'etcd', commands: ['curl'], sourceFails: false, reason: 'no-tar'},
  {name: 'kubelet', commands: ['curl'], sourceFails: false, reason: undefined},
  {name: 'pause', commands: ['curl'], sourceFails: false, reason: undefined},
  {name: 'kubelet', commands: ['tar'], sourceFails: true, reason: 'no-downloader'},
  {name: 'kubelet', commands: BOTH, sourceFails: true, reason: 'source-unusable'},
])(
  '$name on a host with $commands, source fails: $sourceFails, is uploaded because: $reason',
  ({name, reason, ...host}) => {
    expect(uploadReason(named(name), host)).toBe(reason);
  },
);

test('an artifact without a source is uploaded', () => {
  const {source: _, ...plain} = named('kubelet');
  expect(uploadReason(plain, {commands: BOTH, sourceFails: false})).toBe('no-source');
});
