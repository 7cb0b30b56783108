import {beforeAll, describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose, diagnosePlanned} from '../../../src/core/diagnosis/diagnose.js';
import {exitCode, toJson} from '../../../src/core/diagnosis/json.js';
import {unmanaged} from '../../support/builders/config.js';
import {asked, threeMembers, UNMANAGED_ETCD_FAULTS, unasked} from './faults/unmanaged-etcd.js';
import {all, healthy} from './support/healthy.js';

let input: DiagnosisInput;
beforeAll(async () => {
  input = await healthy(unmanaged());
});

const summaryOf = (change: (input: DiagnosisInput) => DiagnosisInput) => diagnose(change(input)).verdict.summary;
const faulty = (name: string) => diagnose(UNMANAGED_ETCD_FAULTS.find(fault => fault.name === name)!.change(input));

describe('an unmanaged etcd', () => {
  test('is judged by the answers of its endpoints', () => {
    const {findings, verdict} = diagnose(asked()(input));
    expect(findings).toEqual([]);
    expect(verdict).toMatchObject({quorate: 'yes', voters: 2, healthy: 2, tolerance: 0, leader: 'm1'});
    expect(verdict.summary).toBe(
      'quorate: 2 of 2 voters (unmanaged etcd), leader m1; tolerates no failure with 2 voters',
    );
  });

  test('counts a member that no endpoint reaches, and names it', () => {
    expect(summaryOf(all(asked(), threeMembers))).toBe(
      'quorate: 3 of 3 voters (unmanaged etcd), leader m1; no endpoint reaches m3; tolerates the loss of any 1 host if the name api.golden.test leads to more than 1 control plane',
    );
  });

  test('has no quorum if no endpoint serves a read, with exit code 5', () => {
    const diagnosis = faulty('no endpoint has quorum');
    expect(diagnosis.verdict.summary).toBe('not quorate: no endpoint of etcd serves a read; writes are blocked');
    expect(exitCode(diagnosis)).toBe(5);
  });

  test('has unknown quorum if no endpoint answers', () => {
    expect(faulty('no control plane reaches an endpoint').verdict.quorate).toBe('unknown');
  });

  test('has unknown quorum without the client files', () => {
    const {findings, verdict} = diagnose(unasked(input));
    expect(findings.map(({code}) => code)).toEqual(['etcd/unmanaged-tls']);
    expect(findings[0]?.evidence.join()).toContain('/operator/ca.crt does not exist');
    expect(verdict.quorate).toBe('unknown');
  });

  test('does not depend on the hosts, and its members are lost by their own names', () => {
    const {losses} = diagnose({...asked()(input), question: {lose: [['cp1', 'cp2']], worst: 1}});
    expect(losses.map(({summary}) => summary)).toEqual([
      'without cp1 and cp2: etcd stays writable (2 of 2 voters left, quorum 2); the API is reachable if api.golden.test leads to another control plane; kube-system/Deployment/coredns would have no running pods',
      'without m1: etcd loses quorum (1 of 2 voters left, quorum 2); no API server serves',
      'without m2: etcd loses quorum (1 of 2 voters left, quorum 2); no API server serves',
    ]);
  });

  test('is assumed to stay writable if only the configuration is judged', () => {
    const {verdict, losses, layout} = diagnosePlanned(desire(unmanaged()), {lose: [['cp1', 'cp2', 'cp3']]});
    expect(verdict.summary).toBe(
      'planned: unmanaged etcd with 2 endpoints; tolerates the loss of any 2 hosts if the name api.golden.test leads to more than 2 control planes',
    );
    expect(losses.map(({summary}) => summary)).toEqual([
      'without cp1, cp2 and cp3: etcd stays writable (unmanaged etcd); no API server serves',
    ]);
    expect(layout.unmanagedEtcd).toEqual({
      endpoints: ['https://10.0.0.41:2379', 'https://10.0.0.42:2379'],
      members: [],
    });
  });

  test('has its members in the layout, beside the hosts', () => {
    const {layout} = toJson(diagnose(asked()(input)));
    expect(layout.unmanagedEtcd?.members).toEqual([
      {name: 'm1', role: 'leader', state: 'up'},
      {name: 'm2', role: 'voter', state: 'up'},
    ]);
    expect(layout.zones.flatMap(({hosts}) => hosts.flatMap(({member}) => member ?? []))).toEqual([]);
  });
});
