import {beforeAll, describe, expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {exitCode} from '../../../src/core/diagnosis/json.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {restrictTo} from '../../../src/core/model/scope.js';
import {clusterConfig} from '../../support/builders/config.js';
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

describe('the verdict and the exit code', () => {
  test('a failed member of three: at risk, exit code 5', () => {
    const diagnosis = diagnose(down('cp2')(input));
    expect(diagnosis.verdict).toMatchObject({
      quorate: 'yes',
      voters: 3,
      healthy: 2,
      quorum: 2,
      tolerance: 0,
      leader: 'cp1',
    });
    expect(diagnosis.verdict.summary).toBe(
      'quorate, at risk: 2 of 3 voters, leader cp1; unhealthy: cp2; losing any of cp1 and cp3 blocks writes',
    );
    expect(exitCode(diagnosis)).toBe(5);
  });

  test('two failed members of three: not quorate, exit code 5', () => {
    const diagnosis = diagnose(down('cp2', 'cp3')(input));
    expect(diagnosis.verdict.summary).toBe(
      'not quorate: 1 of 3 voters, quorum 2; unhealthy: cp2 and cp3; writes are blocked',
    );
    expect(diagnosis.verdict.tolerance).toBe(-1);
    expect(exitCode(diagnosis)).toBe(5);
  });

  test('no member answers: unknown, exit code 1', () => {
    const noAnswers = evidence(({members}) => ({
      members: new Map([...members.keys()].map(host => [host, unknown('away')])),
    }));
    const diagnosis = diagnose(all(noAnswers, etcdUnknown('no member answers'))(input));
    expect(diagnosis.verdict).toMatchObject({
      quorate: 'unknown',
      summary: 'in an unknown state: no member answers',
    });
    expect(exitCode(diagnosis)).toBe(1);
  });

  test('all hosts unreachable: the verdict does not repeat the reason of each', () => {
    const gone = all(
      ...['cp1', 'cp2', 'cp3'].map(host => unreachable(host)),
      etcdUnknown('cp1: no route; cp2: no route; cp3: no route'),
    );
    const {verdict, findings} = diagnose(gone(input));
    expect(verdict.summary).toBe('in an unknown state: none of the 3 etcd hosts answers');
    expect(findings.filter(({code}) => code === 'hosts/unreachable')).toHaveLength(3);
  });

  test('two healthy voters tolerate no failure: a warning, exit code 0', async () => {
    const diagnosis = diagnose(await two());
    expect(diagnosis.verdict.summary).toBe('quorate: 2 of 2 voters, leader cp1; tolerates no failure with 2 voters');
    expect([exitCode(diagnosis), exitCode(diagnosis, 'warning')]).toEqual([0, 1]);
  });

  test('an error on a worker: exit code 1', () => {
    expect(exitCode(diagnose(unit('w1', 'kubelet.service', 'failed')(input)))).toBe(1);
  });
});

test('the consequences of a fault are evidence of it', () => {
  const [finding] = diagnose(down('cp2')(input)).findings;
  expect(finding?.evidence).toContain('cp2: its API server is not ready');
  expect(finding?.evidence).toContain('cp2: etcd.service has failed');
  expect(finding?.evidence).toContain('it says why');
});

test('two faults are two findings', () => {
  const lowDisk = onHost('w1', ({disks}) => ({
    disks: new Map([...disks.keys()].map(path => [path, {totalBytes: 100, freeBytes: 1}])),
  }));
  expect(diagnose(all(down('cp2'), lowDisk)(input)).findings.map(({code}) => code)).toEqual([
    'etcd/member-down',
    'hosts/disk-low',
  ]);
});

test('the layout has every host in its zone, with its observed state', () => {
  const {layout} = diagnose(down('cp2')(input));
  expect(layout.zones.map(({name, hosts}) => [name, hosts.map(each => each.name)])).toEqual([
    ['north', ['w1']],
    [undefined, ['cp1', 'cp2', 'cp3']],
  ]);
  expect(
    layout.zones[1]?.hosts.map(({member, controlPlane}) => [member?.role, member?.state, controlPlane?.state]),
  ).toEqual([
    ['leader', 'up', 'up'],
    ['voter', 'down', 'down'],
    ['voter', 'up', 'up'],
  ]);
});

test('the evidence of a removed host has no effect on the findings', async () => {
  const before = await healthy(clusterConfig());
  const blocked = link(({to}) => (to === 'w1' ? known('silent') : undefined))(before);
  const left = restrictTo(
    before.desired,
    new Set(before.desired.hosts.map(({name}) => name).filter(name => name !== 'w1')),
  );
  const codes = (each: DiagnosisInput) => diagnose({...each, desired: left}).findings.map(({code}) => code);
  expect(codes(blocked)).toEqual(codes(before));
  expect(diagnose(blocked).findings.map(({code}) => code)).toEqual(['links/port-blocked']);
});
