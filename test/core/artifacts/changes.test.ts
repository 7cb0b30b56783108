import fc from 'fast-check';
import {expect, test} from 'vitest';
import {versionChangeRows, versionChanges} from '../../../src/core/artifacts/changes.js';
import {installedLink, linkedTo} from '../../../src/core/artifacts/install-paths.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {machineFacts} from '../../support/builders/facts.js';
import {desiredCluster} from '../../support/desired.js';
import {cp, NEW, OLD, releaseOf, running, upgrading, worker} from '../checks/upgrade/cases.js';

const desired = desiredCluster();

test('a cluster at the versions of the release has no version changes', () => {
  expect(versionChanges(running(desired, NEW), releaseOf(NEW))).toEqual([]);
});

test('every binary that runs at another version changes, and others stay', () => {
  const changes = versionChanges(running(desired, OLD), releaseOf(NEW));
  expect(changes.filter(({host}) => host === worker(1))).toEqual([
    {host: worker(1), component: 'kubernetes', artifact: 'kubelet', from: '1.36.3', to: '1.37.2'},
    {host: worker(1), component: 'kubernetes', artifact: 'kube-proxy', from: '1.36.3', to: '1.37.2'},
  ]);
  expect(
    changes.filter(({host, component}) => host === cp(1) && component === 'etcd').map(({artifact}) => artifact),
  ).toEqual(['etcd', 'etcdctl', 'etcdutl']);
});

test('a joining host and a host that cannot be read have no version changes', () => {
  const observed = {
    ...running(desired, OLD),
    hosts: new Map([
      [cp(1), known(machineFacts())],
      [cp(2), unknown('no route to host')],
    ]),
  };
  expect(versionChanges(observed, releaseOf(NEW))).toEqual([]);
});

test.each(['../elsewhere/1.0.0/etcd', '/opt/quorate/bin/kubectl', '/usr/bin/etcd', '../etcd/3.6.16'])(
  'a link to %s is not a link to a version of a component',
  target => {
    expect(linkedTo(target)).toBeUndefined();
  },
);

test('a link to a program of the same name in another component is not a version change', () => {
  const links = new Map([['/opt/cni/bin/flannel', '/opt/quorate/flannel/0.1.0/flannel']]);
  const observed = {...running(desired, OLD), hosts: new Map([[cp(1), known(machineFacts({links}))]])};
  expect(versionChanges(observed, releaseOf(NEW))).toEqual([]);
});

test('the versions of CNI plugins are read from the links in their own directory', () => {
  const links = new Map([['/opt/cni/bin/bridge', '/opt/quorate/cni-plugins/1.8.0/bridge']]);
  const observed = {...running(desired, OLD), hosts: new Map([[cp(1), known(machineFacts({links}))]])};
  expect(versionChanges(observed, releaseOf(NEW))).toEqual([
    {host: cp(1), component: 'cni-plugins', artifact: 'bridge', from: '1.8.0', to: '1.9.1'},
  ]);
});

test('flannel’s plugin has its link beside the other CNI plugins, and a version of its own', () => {
  const path = installedLink({component: 'flannel-cni-plugin', name: 'flannel'});
  expect(path).toBe('/opt/cni/bin/flannel');
  const changesWith = (target: string) => {
    const hosts = new Map([[cp(1), known(machineFacts({links: new Map([[path, target]])}))]]);
    return versionChanges({...running(desired, OLD), hosts}, releaseOf(NEW));
  };
  expect(changesWith('/opt/quorate/flannel-cni-plugin/1.8.0-flannel1/flannel')).toEqual([
    {host: cp(1), component: 'flannel-cni-plugin', artifact: 'flannel', from: '1.8.0-flannel1', to: '1.9.1-flannel1'},
  ]);
  // Where version 0.1 installed it.
  expect(changesWith('/opt/quorate/cni-plugins/1.9.1/flannel')).toEqual([]);
});

test('hosts with the same version change share a row, etcd first', () => {
  expect(versionChangeRows(upgrading(OLD, NEW).changes)).toEqual([
    {component: 'etcd', from: '3.6.16', to: '3.7.3', hosts: [cp(1), cp(2), cp(3)]},
    {component: 'kubernetes', from: '1.36.3', to: '1.37.2', hosts: [cp(1), cp(2), cp(3), worker(1), worker(2)]},
  ]);
});

test('every version change is in exactly one row, and no row has a host twice', () => {
  const {changes} = upgrading(OLD, NEW);
  fc.assert(
    fc.property(fc.shuffledSubarray([...changes]), some => {
      const rows = versionChangeRows(some);
      for (const {host, component, from, to} of some)
        expect(
          rows.filter(
            row => row.component === component && row.from === from && row.to === to && row.hosts.includes(host),
          ),
        ).toHaveLength(1);
      for (const {hosts} of rows) expect(new Set(hosts).size).toBe(hosts.length);
    }),
  );
});
