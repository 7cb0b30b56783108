import {beforeAll, describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose, diagnosePlanned} from '../../../src/core/diagnosis/diagnose.js';
import {exitCode, toJson} from '../../../src/core/diagnosis/json.js';
import {unmanaged} from '../../support/rendering.js';
import {all, healthy} from './support/healthy.js';
import {asked, threeMembers, UNMANAGED_ETCD_FAULTS, unasked} from './support/store-faults.js';

let input: DiagnosisInput;
beforeAll(async () => {
  input = await healthy(unmanaged());
});

const sentenceOf = (change: (input: DiagnosisInput) => DiagnosisInput) => diagnose(change(input)).verdict.sentence;
const faulty = (name: string) => diagnose(UNMANAGED_ETCD_FAULTS.find(fault => fault.name === name)!.change(input));

describe('an etcd that somebody else runs', () => {
  test('is judged by what its endpoints say', () => {
    const {findings, verdict} = diagnose(asked()(input));
    expect(findings).toEqual([]);
    expect(verdict).toMatchObject({quorate: 'yes', voters: 2, healthy: 2, spare: 0, leader: 'm1'});
    expect(verdict.sentence).toBe(
      'quorate: 2 of 2 voters of an etcd that somebody else runs, leader m1; 2 voters survive no loss',
    );
  });

  test('counts a member that no endpoint leads to, and says that nobody asked it', () => {
    expect(sentenceOf(all(asked(), threeMembers))).toBe(
      'quorate: 3 of 3 voters of an etcd that somebody else runs, leader m1; no endpoint leads to m3; survives the loss of any 1 host',
    );
  });

  test('is lost once no endpoint finds a majority, and fails as a lost quorum does', () => {
    const diagnosis = faulty('none of the endpoints finds a majority');
    expect(diagnosis.verdict.sentence).toBe('not quorate: no endpoint of etcd serves a read; writes stand still');
    expect(exitCode(diagnosis)).toBe(5);
  });

  test('is not known to be lost when nobody gets an answer', () => {
    expect(faulty('nobody reaches an endpoint').verdict.quorate).toBe('unknown');
  });

  test('is not judged without the files that it takes to ask it', () => {
    const {findings, verdict} = diagnose(unasked(input));
    expect(findings.map(({code}) => code)).toEqual(['etcd/unmanaged-tls']);
    expect(findings[0]?.evidence.join()).toContain('/operator/ca.crt does not exist');
    expect(verdict.quorate).toBe('unknown');
  });

  test('dies with none of the hosts, and its members are lost by their own names', () => {
    const {losses} = diagnose({...asked()(input), question: {lose: [['cp1', 'cp2']], worst: 1}});
    expect(losses.map(({sentence}) => sentence)).toEqual([
      'without cp1 and cp2: writes go on (2 of 2 voters left, quorum 2); the API is reachable; kube-system/Deployment/coredns keeps no pod',
      'without m1: writes stop (1 of 2 voters left, quorum 2); no API server serves',
      'without m2: writes stop (1 of 2 voters left, quorum 2); no API server serves',
    ]);
  });

  test('is taken to go on where only the configuration is judged', () => {
    const {verdict, losses, layout} = diagnosePlanned(desire(unmanaged()), {lose: [['cp1', 'cp2', 'cp3']]});
    expect(verdict.sentence).toBe(
      'planned: an etcd that somebody else runs, at 2 endpoints; survives the loss of any 2 hosts',
    );
    expect(losses.map(({sentence}) => sentence)).toEqual([
      'without cp1, cp2 and cp3: writes go on (etcd is run by somebody else); no API server serves',
    ]);
    expect(layout.store).toEqual({endpoints: ['https://10.0.0.41:2379', 'https://10.0.0.42:2379'], members: []});
  });

  test('is drawn with its members, beside the hosts', () => {
    const {layout} = toJson(diagnose(asked()(input)));
    expect(layout.store?.members).toEqual([
      {name: 'm1', part: 'leader', state: 'up'},
      {name: 'm2', part: 'voter', state: 'up'},
    ]);
    expect(layout.zones.flatMap(({hosts}) => hosts.flatMap(({member}) => member ?? []))).toEqual([]);
  });
});
