import {expect, test} from 'vitest';
import {versionsDiffer} from '../../../src/core/checks/upgrade/versions-differ.js';
import {hostName} from '../../../src/core/model/names.js';
import {versionsBefore} from '../../../src/core/upgrade-plan/rollback-target.js';
import type {VersionChange} from '../../../src/core/versions/changes.js';

const TO = {kubernetes: '1.37.2', etcd: '3.7.3'};

const move = (host: string, artifact: string, from: string, to: string): VersionChange => ({
  host: hostName(host),
  component: artifact === 'etcd' ? 'etcd' : 'kubernetes',
  artifact,
  from,
  to,
});

test('an upgrade goes back to what hosts still run that have not moved', () => {
  const changes = [
    move('cp2', 'kubelet', '1.36.3', '1.37.2'),
    move('cp3', 'kube-apiserver', '1.36.3', '1.37.2'),
    move('cp3', 'etcd', '3.6.16', '3.7.3'),
  ];
  expect(versionsBefore(changes, TO)).toEqual({versions: {kubernetes: '1.36.3', etcd: '3.6.16', etcdStays: false}});
});

test('a component that has moved everywhere stays', () => {
  expect(versionsBefore([move('w2', 'kubelet', '1.36.3', '1.37.2')], TO)).toEqual({
    versions: {kubernetes: '1.36.3', etcd: '3.7.3', etcdStays: true},
  });
  expect(versionsBefore([move('cp2', 'etcd', '3.6.16', '3.7.3')], TO)).toEqual({
    versions: {kubernetes: '1.37.2', etcd: '3.6.16', etcdStays: false},
  });
});

test('where every host has moved there is nothing to abort', () => {
  expect(versionsBefore([], TO)).toMatchObject({findings: [{code: 'upgrade/nothing-to-abort'}]});
  // One that is ahead of the configuration has not been left behind by an upgrade.
  expect(versionsBefore([move('w2', 'kubelet', '1.38.0', '1.37.2')], TO)).toMatchObject({
    findings: [{code: 'upgrade/nothing-to-abort'}],
  });
});

test('of several older versions none is chosen', () => {
  const changes = [move('w1', 'kubelet', '1.35.4', '1.37.2'), move('w2', 'kubelet', '1.36.3', '1.37.2')];
  expect(versionsBefore(changes, TO)).toMatchObject({
    findings: [{code: 'upgrade/abort-unclear', message: expect.stringContaining('1.35.4 and 1.36.3')}],
  });
});

test('a verb that moves no versions says which differ where, once for each component', () => {
  const changes = [
    move('cp1', 'kubelet', '1.36.3', '1.37.2'),
    move('cp1', 'kube-proxy', '1.36.3', '1.37.2'),
    move('cp2', 'kubelet', '1.36.3', '1.37.2'),
    move('cp2', 'etcd', '3.6.16', '3.7.3'),
  ];
  expect(versionsDiffer(changes)).toEqual([
    {
      code: 'version/differs',
      level: 'error',
      message: 'kubernetes 1.36.3 is in use on cp1 and cp2, and 1.37.2 is what the configuration and the bundle say',
      fix: 'quorate upgrade plan',
    },
    {
      code: 'version/differs',
      level: 'error',
      message: 'etcd 3.6.16 is in use on cp2, and 3.7.3 is what the configuration and the bundle say',
      fix: 'quorate upgrade plan',
    },
  ]);
});
