import {readFileSync} from 'node:fs';
import {beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {hostName} from '../../../../src/core/model/names.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import {OPERATOR} from '../../../scenario/ca-home/support.js';
import {clusterConfig, PKI} from '../../../support/builders/config.js';
import {fileOf, flagsOf, rendered} from '../../../support/rendering.js';
import {built} from '../../diagnosis/support/healthy.js';
import {ETCD_CHECKS, MASTER, NODE, type Seen} from './checks.js';

const KUBELET = '/var/lib/kubelet/config.yaml';
const PROXY = '/etc/kubernetes/kube-proxy.d/config.yaml';

let hosts: ReadonlyMap<string, HostFacts>;
beforeAll(async () => {
  const both = await Promise.all(
    (['stacked', 'external'] as const).map(async topology => built(clusterConfig(topology))),
  );
  hosts = new Map(
    both.flatMap(({input}, index) =>
      [...input.evidence.observed.hosts].flatMap(([name, fact]) =>
        fact.known ? [[`${index === 0 ? 'stacked' : 'external'} ${name}`, fact.value] as const] : [],
      ),
    ),
  );
});

/** Modes and owners are those on a host in memory after quorate built it; flags and configuration are what is rendered. */
function seenOn(topology: 'stacked' | 'external', name: string, pki = PKI): Seen {
  const rendering = rendered(hostName(name), {config: clusterConfig(topology, {pki})});
  const {files, directories} = hosts.get(`${topology} ${name}`)!;
  const units = new Set(rendering.units.map(each => each.name));
  const yaml = (path: string) =>
    rendering.files.some(file => file.path === path) ? parse(fileOf(rendering, path)) : undefined;
  const entry = (path: string) => files.get(path) ?? directories.get(path);
  return {
    flag: (component, flag) => {
      if (!units.has(`${component}.service`)) return undefined;
      const prefix = `--${flag}=`;
      return flagsOf(rendering, component)
        .find(word => word.startsWith(prefix))
        ?.slice(prefix.length);
    },
    mode: path => entry(path)?.mode,
    owner: path => entry(path)?.owner,
    below: folder => [...files.keys()].filter(path => path.startsWith(folder)),
    kubelet: yaml(KUBELET),
    kubeProxy: yaml(PROXY),
  };
}

const failing = (seen: Seen, checks: Readonly<Record<string, (seen: Seen) => boolean>>) =>
  Object.entries(checks).flatMap(([id, passes]) => (passes(seen) ? [] : [id]));

const OF_ETCD = ['1.1.7', '1.1.8', '1.1.11', '1.1.12'];
const only = (ids: readonly string[], wanted: boolean) =>
  Object.fromEntries(Object.entries(MASTER).filter(([id]) => ids.includes(id) === wanted));

describe('the scored checks of kube-bench cis-1.12', () => {
  test('are as many as the profile has', () => {
    expect([MASTER, ETCD_CHECKS, NODE].map(checks => Object.keys(checks).length)).toEqual([47, 6, 12]);
  });

  test.each(['cp1', 'cp2', 'cp3'])('pass on %s of a stacked cluster: 65 of 65', name => {
    expect(failing(seenOn('stacked', name), {...MASTER, ...ETCD_CHECKS, ...NODE})).toEqual([]);
  });

  test('pass on a control plane with external etcd, without those of etcd', () => {
    expect(failing(seenOn('external', 'cp1'), {...only(OF_ETCD, false), ...NODE})).toEqual([]);
  });

  test('pass on an etcd host', () => {
    expect(failing(seenOn('external', 'etcd1'), {...only(OF_ETCD, true), ...ETCD_CHECKS})).toEqual([]);
  });

  test('pass on a worker', () => {
    expect(failing(seenOn('stacked', 'w1'), NODE)).toEqual([]);
  });

  test.each(['cp1', 'w1'])('pass on %s with the CAs of the operator, but for the renewal of kubelets', name => {
    expect(failing(seenOn('stacked', name, OPERATOR), name === 'w1' ? NODE : {...MASTER, ...NODE})).toEqual(['4.2.10']);
  });

  test('fail with other modes and owners: they are looked at', () => {
    const seen = seenOn('stacked', 'cp1');
    const bad = {...seen, mode: () => '777', owner: () => 'nobody:nobody'};
    expect(failing(bad, {...MASTER, ...NODE}).filter(id => id.includes('.1.'))).toHaveLength(23);
  });
});

test('the configuration for kube-bench names the units and the directories that quorate renders', () => {
  const config = parse(readFileSync('docs/kube-bench/config.yaml', 'utf8'));
  const rendering = rendered('cp1');
  const paths = [...rendering.files, ...rendering.directories].map(({path}) => path);
  const {master, etcd, node} = config;
  for (const path of [
    ...['apiserver', 'scheduler', 'controllermanager', 'etcd'].flatMap(name => master[name].confs),
    ...master.etcd.datadirs,
    ...etcd.etcd.confs,
    ...etcd.etcd.datadirs,
    ...node.kubelet.svc,
    ...node.kubelet.confs,
    ...node.proxy.confs,
  ])
    expect(paths).toContain(path);
});
