import {beforeAll, describe, expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {exitCode} from '../../../src/core/diagnosis/json.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {restrictTo} from '../../../src/core/model/scope.js';
import {clusterConfig} from '../../support/rendering.js';
import {
  all,
  apiNotReady,
  etcdUnknown,
  evidence,
  healthy,
  link,
  onHost,
  silentMember,
  unit,
  unreachable,
} from './support/healthy.js';

let input: DiagnosisInput;
beforeAll(async () => {
  input = await healthy(clusterConfig());
});

const down = (...hosts: readonly string[]) =>
  all(...hosts.flatMap(host => [silentMember(host), unit(host, 'etcd.service', 'failed')]), apiNotReady(...hosts));

const two = () => healthy(clusterConfig('stacked', {hosts: clusterConfig().hosts.filter(({name}) => name !== 'cp3')}));

describe('the sentence, and the exit code', () => {
  test('at risk by one: 5', () => {
    const diagnosis = diagnose(down('cp2')(input));
    expect(diagnosis.verdict).toMatchObject({
      quorate: 'yes',
      voters: 3,
      healthy: 2,
      quorum: 2,
      spare: 0,
      leader: 'cp1',
    });
    expect(diagnosis.verdict.sentence).toBe(
      'quorate, at risk: 2 of 3 voters, leader cp1; without cp2; losing any of cp1 and cp3 stops writes',
    );
    expect(exitCode(diagnosis)).toBe(5);
  });

  test('lost: 5', () => {
    const diagnosis = diagnose(down('cp2', 'cp3')(input));
    expect(diagnosis.verdict.sentence).toBe(
      'not quorate: 1 of 3 voters, quorum 2; without cp2 and cp3; writes stand still',
    );
    expect(diagnosis.verdict.spare).toBe(-1);
    expect(exitCode(diagnosis)).toBe(5);
  });

  test('not known: 1, for it is an error not to know', () => {
    const silent = evidence(({members}) => ({
      members: new Map([...members.keys()].map(host => [host, unknown('away')])),
    }));
    const diagnosis = diagnose(all(silent, etcdUnknown('nobody answers'))(input));
    expect(diagnosis.verdict).toMatchObject({quorate: 'unknown', sentence: 'not known to be quorate: nobody answers'});
    expect(exitCode(diagnosis)).toBe(1);
  });

  test('nobody to be reached: the verdict does not repeat what each of them is found with', () => {
    const gone = all(
      ...['cp1', 'cp2', 'cp3'].map(unreachable),
      etcdUnknown('cp1: no route; cp2: no route; cp3: no route'),
    );
    const {verdict, findings} = diagnose(gone(input));
    expect(verdict.sentence).toBe('not known to be quorate: none of the 3 hosts with a member answers');
    expect(findings.filter(({code}) => code === 'hosts/unreachable')).toHaveLength(3);
  });

  test('two voters were built to survive nothing: a warning, no alarm', async () => {
    const diagnosis = diagnose(await two());
    expect(diagnosis.verdict.sentence).toBe('quorate: 2 of 2 voters, leader cp1; 2 voters survive no loss');
    expect([exitCode(diagnosis), exitCode(diagnosis, 'warning')]).toEqual([0, 1]);
  });

  test('an error elsewhere: 1', () => {
    expect(exitCode(diagnose(unit('w1', 'kubelet.service', 'failed')(input)))).toBe(1);
  });
});

test('what follows from a fault stands among its evidence', () => {
  const [finding] = diagnose(down('cp2')(input)).findings;
  expect(finding?.evidence).toContain('cp2: its API server is not ready');
  expect(finding?.evidence).toContain('cp2: etcd.service has failed');
  expect(finding?.evidence).toContain('it says why');
});

test('two faults at once are two findings', () => {
  const lowDisk = onHost('w1', ({disks}) => ({
    disks: new Map([...disks.keys()].map(path => [path, {totalBytes: 100, freeBytes: 1}])),
  }));
  expect(diagnose(all(down('cp2'), lowDisk)(input)).findings.map(({code}) => code)).toEqual([
    'etcd/member-down',
    'hosts/disk-low',
  ]);
});

test('the drawing has every host in its zone, with what was seen', () => {
  const {layout} = diagnose(down('cp2')(input));
  expect(layout.zones.map(({name, hosts}) => [name, hosts.map(each => each.name)])).toEqual([
    ['north', ['w1']],
    [undefined, ['cp1', 'cp2', 'cp3']],
  ]);
  expect(
    layout.zones[1]?.hosts.map(({member, controlPlane}) => [member?.part, member?.state, controlPlane?.state]),
  ).toEqual([
    ['leader', 'up', 'up'],
    ['voter', 'down', 'down'],
    ['voter', 'up', 'up'],
  ]);
});

test('what was seen of a host that is no longer asked for says nothing about the cluster', async () => {
  const whole = await healthy(clusterConfig());
  const cut = link(({to}) => (to === 'w1' ? known('silent') : undefined))(whole);
  const left = restrictTo(
    whole.desired,
    new Set(whole.desired.hosts.map(({name}) => name).filter(name => name !== 'w1')),
  );
  const about = (each: DiagnosisInput) => diagnose({...each, desired: left}).findings.map(({code}) => code);
  expect(about(cut)).toEqual(about(whole));
  expect(diagnose(cut).findings.map(({code}) => code)).toEqual(['links/port-blocked']);
});
