import {posix} from 'node:path';
import {expect, test} from 'vitest';
import {pathOf} from '../../src/core/artifacts/install-paths.js';
import type {ClusterConfig} from '../../src/core/model/config.js';
import type {HostRendering} from '../../src/core/render/types.js';
import {balanced, clusterConfig, sharedEndpoint} from '../support/builders/config.js';
import {machineFacts} from '../support/builders/facts.js';
import {artifactOf} from '../support/builders/release.js';
import {rendered} from '../support/rendering.js';
import {labelsOf} from './support/selinux-policy.js';

const renderings = (config: ClusterConfig): readonly HostRendering[] =>
  config.hosts.map(({name, address}) =>
    rendered(name, {config, facts: machineFacts({interfaces: {[address]: 'ens3'}})}),
  );
const ALL = [balanced(), clusterConfig('external'), sharedEndpoint()].flatMap(renderings);

/** The programs in the Exec lines of a unit, without their prefixes. */
const executed = (unit: string): readonly string[] =>
  [...unit.matchAll(/^Exec\w+=[-@:+!]*(\S+)/gm)].map(([, program]) => program!);

const programs = ({files}: HostRendering): readonly string[] =>
  files.flatMap(({path, mode, text}) => {
    if (path.endsWith('.service')) return executed(text);
    return mode === '755' ? [path] : [];
  });

const linked = ({links}: HostRendering): readonly string[] =>
  links.flatMap(({path, target}) => [path, posix.resolve(posix.dirname(path), target)]);

test('every program that a unit starts, every CNI plugin and every script has a label that systemd may run', async () => {
  const paths = [...new Set(ALL.flatMap(each => [...programs(each), ...linked(each)]))].toSorted();
  expect(paths).toEqual(
    expect.arrayContaining([
      '/usr/sbin/haproxy',
      '/usr/sbin/keepalived',
      '/opt/quorate/libexec/etcd-guard',
      '/opt/quorate/etcd/3.6.16/bin/etcd',
      '/opt/quorate/runc/1.5.2/bin/runc',
      '/opt/quorate/cni-plugins/1.9.1/bin/bridge',
      '/opt/cni/bin/bridge',
    ]),
  );
  const labels = await labelsOf(paths);
  expect(Object.fromEntries(labels)).toEqual(Object.fromEntries(paths.map(path => [path, 'bin_t'])));
});

test('a file has this label under its temporary name, too, and its folder has it', async () => {
  const path = pathOf(artifactOf('etcd', '3.6.16', 'etcd'));
  const others = [`${path}.quorate-tmp-123`, posix.dirname(path), '/opt/quorate/libexec/started.quorate-tmp-123'];
  expect(new Set((await labelsOf(others)).values())).toEqual(new Set(['bin_t']));
});

test('without the folder "bin", a program has a label that systemd may not run', async () => {
  expect([...(await labelsOf(['/opt/quorate/etcd/3.6.16/etcd'])).values()]).toEqual(['usr_t']);
});
