import {mkdirSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {artifactOf} from '../../support/builders/release.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('selinuxenabled', '');
  // What is labelled, one call a line, with the names that files have at that moment.
  host.command(
    'restorecon',
    'for each; do [ "$each" = -F ] || ls -d "$each"; done | tr "\\n" " " >>"$ROOT/calls"; echo >>"$ROOT/calls"',
  );
});
afterEach(() => host.remove());

/** By call, the labelled paths in alphabetical order; temporary names end in "-tmp". */
const labelled = (): readonly (readonly string[])[] =>
  host.exists('/calls')
    ? host
        .text('/calls')
        .trimEnd()
        .split('\n')
        .map(line =>
          line
            .trim()
            .split(' ')
            .map(path => path.slice(1).replace(/\.quorate-tmp-\d+$/, '-tmp'))
            .toSorted(),
        )
    : [];

const CONTENT = Buffer.from('a program');
const PACKED = gzipSync(CONTENT);
const program = {
  ...artifactOf('etcd', '3.6.16', 'etcd'),
  sha256: sha256(CONTENT),
  stored: {file: 'etcd.gz', sha256: sha256(PACKED), size: PACKED.byteLength},
};

/** What makes paths on a host, and the paths that it labels in its one call. */
const CHANGES: Readonly<Record<string, {readonly make: () => Promise<void>; readonly labels: readonly string[]}>> = {
  'put, before its files have their names,': {
    make: () =>
      host.port.put(
        ['/etc/etcd/env', '/opt/quorate/libexec/started', '/etc/etcd/more/x'].map(path => ({
          path,
          mode: '600',
          content: CONTENT,
          secret: false,
        })),
      ),
    labels: [
      '/etc/etcd',
      '/etc/etcd/env-tmp',
      '/etc/etcd/more',
      '/etc/etcd/more/x-tmp',
      '/opt/quorate',
      '/opt/quorate/libexec',
      '/opt/quorate/libexec/started-tmp',
    ],
  },
  'install, before any file is in them,': {
    make: () =>
      host.port.install([
        {artifact: program, path: '/opt/quorate/etcd/3.6.16/bin/etcd'},
        {artifact: {...program, name: 'etcdctl'}, path: '/opt/quorate/etcd/3.6.16/bin/etcdctl'},
        {artifact: {...program, name: 'runc'}, path: '/opt/quorate/runc/1.5.2/bin/runc'},
      ]),
    labels: [
      '/opt/quorate',
      '/opt/quorate/etcd',
      '/opt/quorate/etcd/3.6.16',
      '/opt/quorate/etcd/3.6.16/bin',
      '/opt/quorate/runc',
      '/opt/quorate/runc/1.5.2',
      '/opt/quorate/runc/1.5.2/bin',
    ],
  },
  link: {
    make: () =>
      host.port.link([
        {path: '/opt/quorate/bin/etcd', target: '../etcd/3.6.16/bin/etcd'},
        {path: '/usr/local/bin/etcdctl', target: '/opt/quorate/bin/etcdctl'},
      ]),
    labels: ['/opt/quorate', '/opt/quorate/bin', '/opt/quorate/bin/etcd', '/usr/local/bin/etcdctl'],
  },
  makeDirectories: {
    make: () =>
      host.port.makeDirectories([
        {path: '/var/lib/kubelet', mode: '700'},
        {path: '/var/lib/etcd/deep', mode: '700'},
      ]),
    labels: ['/var/lib/etcd', '/var/lib/etcd/deep'],
  },
};

describe.each(Object.entries(CHANGES))('%s', (_, {make, labels}) => {
  beforeEach(() => {
    for (const path of ['/etc', '/opt', '/usr/local/bin', '/var/lib/kubelet'])
      mkdirSync(host.at(path), {recursive: true});
    host.artifacts = async function* () {
      yield PACKED;
    };
  });

  test('labels what it made, in one call, where SELinux is on', async () => {
    await make();
    expect(labelled()).toEqual([labels]);
  });

  test.each([1, 127])('labels nothing where selinuxenabled ends with %i', async code => {
    host.command('selinuxenabled', `exit ${code}`);
    await make();
    expect(labelled()).toEqual([]);
  });

  test('is complete also where the file system stores no labels', async () => {
    host.command('restorecon', 'echo "Operation not supported" >&2; exit 255');
    await make();
  });
});

test('install labels the folder that an interrupted run made, and no folder of another', async () => {
  mkdirSync(host.at('/opt/quorate/etcd/3.6.16/bin'), {recursive: true});
  host.artifacts = async function* () {
    yield PACKED;
  };
  await host.port.install([{artifact: program, path: '/opt/quorate/etcd/3.6.16/bin/etcd'}]);
  expect(labelled()).toEqual([['/opt/quorate/etcd/3.6.16/bin']]);
});

test('no path is labelled that existed before', async () => {
  host.write('/etc/etcd/env', 'old');
  mkdirSync(host.at('/var/lib/etcd'), {recursive: true});
  await host.port.put([{path: '/etc/etcd/env', mode: '600', content: CONTENT, secret: false}]);
  await host.port.makeDirectories([{path: '/var/lib/etcd', mode: '700'}]);
  expect(labelled()).toEqual([['/etc/etcd/env-tmp']]);
});

test('a script that changes nothing labels nothing', async () => {
  await host.port.read('/etc/machine-id');
  expect(labelled()).toEqual([]);
});
