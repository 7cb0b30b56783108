import {describe, expect, test} from 'vitest';
import type {InUse, VersionChange} from '../../../src/core/artifacts/changes.js';
import {versionsDiffer} from '../../../src/core/checks/upgrade/versions-differ.js';
import {hostName} from '../../../src/core/model/names.js';
import {versionsBefore} from '../../../src/core/upgrade-plan/rollback-target.js';

const TO = {kubernetes: '1.37.2', etcd: '3.7.3'};

const change = (host: string, artifact: string, from: string, to: string): VersionChange => ({
  host: hostName(host),
  component: artifact === 'etcd' ? 'etcd' : 'kubernetes',
  artifact,
  from,
  to,
});

test('an upgrade is rolled back to the versions of hosts that are not upgraded yet', () => {
  const changes = [
    change('cp2', 'kubelet', '1.36.3', '1.37.2'),
    change('cp3', 'kube-apiserver', '1.36.3', '1.37.2'),
    change('cp3', 'etcd', '3.6.16', '3.7.3'),
  ];
  expect(versionsBefore(changes, TO, [])).toEqual({versions: {kubernetes: '1.36.3', etcd: '3.6.16', etcdStays: false}});
});

test('a component that is upgraded everywhere keeps its version', () => {
  expect(versionsBefore([change('w2', 'kubelet', '1.36.3', '1.37.2')], TO, [])).toEqual({
    versions: {kubernetes: '1.36.3', etcd: '3.7.3', etcdStays: true},
  });
  expect(versionsBefore([change('cp2', 'etcd', '3.6.16', '3.7.3')], TO, [])).toEqual({
    versions: {kubernetes: '1.37.2', etcd: '3.6.16', etcdStays: false},
  });
});

test('a complete upgrade cannot be aborted', () => {
  expect(versionsBefore([], TO, [])).toMatchObject({findings: [{code: 'upgrade/nothing-to-abort'}]});
  // A version newer than that of the configuration is not the old version of an upgrade.
  expect(versionsBefore([change('w2', 'kubelet', '1.38.0', '1.37.2')], TO, [])).toMatchObject({
    findings: [{code: 'upgrade/nothing-to-abort'}],
  });
});

test('several older versions of a component are refused as a rollback target', () => {
  const changes = [change('w1', 'kubelet', '1.35.4', '1.37.2'), change('w2', 'kubelet', '1.36.3', '1.37.2')];
  expect(versionsBefore(changes, TO, [])).toMatchObject({
    findings: [{code: 'upgrade/abort-unclear', message: expect.stringContaining('1.35.4 and 1.36.3')}],
  });
});

test('versions that differ from the configuration are reported once for each change, with their hosts', () => {
  const changes = [
    change('cp1', 'kubelet', '1.36.3', '1.37.2'),
    change('cp1', 'kube-proxy', '1.36.3', '1.37.2'),
    change('cp2', 'kubelet', '1.36.3', '1.37.2'),
    change('cp2', 'etcd', '3.6.16', '3.7.3'),
  ];
  expect(versionsDiffer(changes)).toEqual([
    {
      code: 'version/differs',
      level: 'error',
      message: 'kubernetes 1.36.3 runs on cp1 and cp2, but the configuration and the bundle require 1.37.2',
      fix: 'see the upgrade: `quorate upgrade plan`; start it: `quorate upgrade`',
    },
    {
      code: 'version/differs',
      level: 'error',
      message: 'etcd 3.6.16 runs on cp2, but the configuration and the bundle require 3.7.3',
      fix: 'see the upgrade: `quorate upgrade plan`; start it: `quorate upgrade`',
    },
  ]);
});

describe('when the configuration names the old versions', () => {
  const OLD = {kubernetes: '1.36.3', etcd: '3.6.16'};
  const kubelet = change('w2', 'kubelet', '1.37.2', '1.36.3');
  const member = change('cp2', 'etcd', '3.7.3', '3.6.16');
  const using = (artifact: string, version: string): InUse => ({
    host: hostName('w1'),
    component: artifact === 'etcd' ? 'etcd' : 'kubernetes',
    artifact,
    version,
  });

  test.each([
    ['a rollback that was interrupted goes on', [kubelet], [using('kubelet', '1.36.3')]],
    ['also that of etcd', [kubelet, member], [using('kubelet', '1.36.3'), using('etcd', '3.6.16')]],
  ])('%s', (_, changes, used) => {
    expect(versionsBefore(changes, OLD, used)).toEqual({versions: {...OLD, etcdStays: false}});
  });

  test.each([
    ['a complete upgrade is not rolled back', [kubelet], [using('kubelet', '1.37.2')]],
    ['nor one of a single component', [kubelet, member], [using('kubelet', '1.36.3'), using('etcd', '3.7.3')]],
  ])('%s', (_, changes, used) => {
    expect(versionsBefore(changes, OLD, used)).toMatchObject({findings: [{code: 'upgrade/nothing-to-abort'}]});
  });
});
