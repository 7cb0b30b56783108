import {expect, test} from 'vitest';
import {buildContext} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {clusterConfig} from '../../support/rendering.js';
import {EDIT_FAULTS} from './support/edit-faults.js';
import {all, built, facts, recorded, unit} from './support/healthy.js';
import {IDENTITY_FAULTS} from './support/identity-faults.js';
import {LOST_FAULTS} from './support/lost-faults.js';

const FAULTS = [...IDENTITY_FAULTS, ...EDIT_FAULTS, ...LOST_FAULTS];
const {input} = await built(clusterConfig());
const fault = (name: string) => FAULTS.find(each => each.name === name)!.change(input);
const findings = (name: string) => diagnose(fault(name)).findings;

test.each([
  ['a fresh machine in place of a control plane', 'quorate remove --lost cp3, then quorate apply'],
  ['a member whose data alone is gone', 'quorate remove cp3, then quorate apply'],
  ['a member whose /var is gone with all that lay there', 'quorate remove cp3, then quorate apply'],
])('%s is replaced by %s', (name, fix) => {
  expect(findings(name).map(({code, fix: said}) => [code, said])).toEqual([['etcd/member-lost', fix]]);
});

test('what an edited setting makes of files everywhere stays among its evidence', () => {
  const [finding] = findings('another range of pods');
  expect(finding).toMatchObject({level: 'error', fix: expect.stringContaining('back to 10.244.0.0/16')});
  expect(finding!.evidence).toContain('w1: /etc/kube-flannel/net-conf.json is not as quorate writes it');
});

test('a machine that is another host is given nothing to do, and the others keep naming the host', () => {
  const {due, situation} = buildContext(fault('SSH leads to another control plane'));
  expect(due).toEqual([]);
  expect(situation.desired.controlPlanes.map(({host}) => host)).toEqual(['cp1', 'cp2', 'cp3']);
  expect(situation.observed.hosts.get(situation.desired.controlPlanes[2]!.host)).toEqual(
    unknown('its machine is another'),
  );
});

test('a fault of another host is said beside it', () => {
  const both = unit('w1', 'kubelet.service', 'failed')(fault('SSH leads to another control plane'));
  expect(diagnose(both).findings.map(({code, host}) => `${code} ${host}`)).toEqual([
    'hosts/unit-failed w1',
    'identity/other-host cp3',
  ]);
});

test('an image that is gone is said beside an edited setting, which has nothing to do with it', () => {
  const withoutImage = facts('w1', ({images}) => ({images: images.known ? known(new Set<string>()) : images}));
  const codes = diagnose(withoutImage(fault('another DNS domain'))).findings.map(({code}) => code);
  expect(new Set(codes)).toEqual(new Set(['identity/setting-changed', 'drift/image-missing']));
});

test('a cluster whose hosts were all given new machine ids is an error of each', () => {
  const anew = all(...['cp1', 'cp2', 'cp3', 'w1'].map(host => recorded(host, {machineId: 'before'})));
  expect(diagnose(anew(input)).findings.map(({code, host}) => `${code} ${host}`)).toEqual([
    'identity/other-machine cp1',
    'identity/other-machine cp2',
    'identity/other-machine cp3',
    'identity/other-machine w1',
  ]);
});
