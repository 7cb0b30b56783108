import {expect, test} from 'vitest';
import {buildContext} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {clusterConfig} from '../../support/builders/config.js';
import {EDIT_FAULTS} from './faults/edits.js';
import {IDENTITY_FAULTS} from './faults/identity.js';
import {LOST_FAULTS} from './faults/member-lost.js';
import {all, built, facts, recorded, unit} from './support/healthy.js';

const FAULTS = [...IDENTITY_FAULTS, ...EDIT_FAULTS, ...LOST_FAULTS];
const {input} = await built(clusterConfig());
const fault = (name: string) => FAULTS.find(each => each.name === name)!.change(input);
const findings = (name: string) => diagnose(fault(name)).findings;

test.each([
  ['a new machine in place of a control plane', '`quorate replace cp3 cp3`'],
  ['a member without its data', '`quorate replace cp3 cp3`'],
  ['a member without /var', '`quorate replace cp3 cp3`'],
])('%s has the remedy %s', (name, fix) => {
  expect(findings(name).map(({code, fix: remedy}) => [code, remedy])).toEqual([['etcd/member-lost', fix]]);
});

test('files that differ because of an edited setting are evidence of it', () => {
  const [finding] = findings('another range of pods');
  expect(finding).toMatchObject({level: 'error', fix: expect.stringContaining('back to 10.244.0.0/16')});
  expect(finding!.evidence).toContain('w1: /etc/kube-flannel/net-conf.json differs from what quorate writes');
});

test('a machine that is another host has no due actions, and its host stays part of the cluster', () => {
  const {due, situation} = buildContext(fault('SSH leads to another control plane'));
  expect(due).toEqual([]);
  expect(situation.desired.controlPlanes.map(({host}) => host)).toEqual(['cp1', 'cp2', 'cp3']);
  expect(situation.observed.hosts.get(situation.desired.controlPlanes[2]!.host)).toEqual(
    unknown('another machine answers for it'),
  );
});

test('a fault of another host is reported beside it', () => {
  const both = unit('w1', 'kubelet.service', 'failed')(fault('SSH leads to another control plane'));
  expect(diagnose(both).findings.map(({code, host}) => `${code} ${host}`)).toEqual([
    'hosts/unit-failed w1',
    'identity/other-host cp3',
  ]);
});

test('a missing image is reported beside an edited setting', () => {
  const withoutImage = facts('w1', ({images}) => ({images: images.known ? known(new Map<string, string>()) : images}));
  const codes = diagnose(withoutImage(fault('another DNS domain'))).findings.map(({code}) => code);
  expect(new Set(codes)).toEqual(new Set(['identity/setting-changed', 'drift/image-missing']));
});

test('new machine ids of all hosts are an error of each', () => {
  const replaced = all(...['cp1', 'cp2', 'cp3', 'w1'].map(host => recorded(host, {machineId: 'before'})));
  expect(diagnose(replaced(input)).findings.map(({code, host}) => `${code} ${host}`)).toEqual([
    'identity/other-machine cp1',
    'identity/other-machine cp2',
    'identity/other-machine cp3',
    'identity/other-machine w1',
  ]);
});
