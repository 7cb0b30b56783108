import {posix} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {installedLink, linkedTo, linkTarget, pathOf, pathOn} from '../../../src/core/artifacts/install-paths.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import {machineFacts} from '../../support/builders/facts.js';
import {artifactOf, COMPONENT_ARTIFACTS, release} from '../../support/builders/release.js';

const etcd = artifactOf('etcd', '3.6.16', 'etcd');
const bridge = artifactOf('cni-plugins', '1.9.1', 'bridge');
const file = {digest: etcd.sha256, mode: '755', owner: 'root:root'};
const linked = (target: string, changes: Partial<HostFacts> = {}) =>
  machineFacts({links: new Map([['/opt/quorate/bin/etcd', target]]), ...changes});

test('binaries are in a folder "bin" of their version, image archives are not', () => {
  expect(pathOf(etcd)).toBe('/opt/quorate/etcd/3.6.16/bin/etcd');
  expect(pathOf(artifactOf('pause', '3.10.2', 'pause'))).toBe('/opt/quorate/pause/3.10.2/pause.tar');
});

const NOW = '/opt/quorate/etcd/3.6.16/bin/etcd';
const FORMER = '/opt/quorate/etcd/3.6.16/etcd';
const OTHER = {...file, digest: bridge.sha256};

describe('etcd 3.6.16 is installed', () => {
  const facts: readonly (readonly [string, HostFacts, string])[] = [
    ['on a new host', machineFacts(), NOW],
    ['where the link points to the present path', linked('../etcd/3.6.16/bin/etcd'), NOW],
    ['where the link points to the former path', linked('../etcd/3.6.16/etcd'), FORMER],
    ['where the link is absolute', linked(FORMER), FORMER],
    ['where another version is linked', linked('../etcd/3.6.14/etcd'), NOW],
    [
      'where another version is linked, and this one is at the former path',
      linked('../etcd/3.6.14/bin/etcd', {files: new Map([[FORMER, file]])}),
      FORMER,
    ],
    [
      'where another file is at the former path',
      linked('../etcd/3.6.14/etcd', {files: new Map([[FORMER, OTHER]])}),
      NOW,
    ],
    [
      'where the present path is linked, and the file is at both',
      linked('../etcd/3.6.16/bin/etcd', {
        files: new Map([
          [FORMER, file],
          [NOW, file],
        ]),
      }),
      NOW,
    ],
    [
      'where the former path is linked, and SELinux is permissive',
      linked('../etcd/3.6.16/etcd', {selinux: 'permissive'}),
      FORMER,
    ],
    [
      'where the former path is linked, and SELinux enforces',
      linked('../etcd/3.6.16/etcd', {selinux: 'enforcing'}),
      NOW,
    ],
  ];
  test.each(facts)('%s', (_, on, path) => {
    expect(pathOn(on, etcd)).toBe(path);
  });
});

test('a CNI plugin stays at its former path while its link points there', () => {
  const links = new Map([['/opt/cni/bin/bridge', '/opt/quorate/cni-plugins/1.9.1/bridge']]);
  expect(pathOn(machineFacts({links}), bridge)).toBe('/opt/quorate/cni-plugins/1.9.1/bridge');
});

test('a link to an artifact, at either path, resolves to it and names its component and version', () => {
  const binaries = [...release().arches.get('amd64')!.artifacts.values()].filter(({kind}) => kind === 'binary');
  expect(binaries.length).toBeGreaterThan(Object.keys(COMPONENT_ARTIFACTS).length);
  fc.assert(
    fc.property(fc.constantFrom(...binaries), fc.boolean(), (artifact, former) => {
      const path = former ? pathOf(artifact).replace('/bin/', '/') : pathOf(artifact);
      const target = linkTarget(artifact, path);
      expect(posix.resolve(posix.dirname(installedLink(artifact)), target)).toBe(path);
      const {component, version, name} = artifact;
      expect(linkedTo(target)).toEqual({component, version, name});
      expect(pathOn(machineFacts({links: new Map([[installedLink(artifact), target]])}), artifact)).toBe(path);
    }),
  );
});
