import {describe, expect, test} from 'vitest';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {etcdId} from '../../../../src/core/model/names.js';
import type {ObservedCluster} from '../../../../src/core/model/observed.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {cp, factsOf, fixOf, messageOf, NEW, OLD, said, upgrading, withMember, withNode} from './cases.js';

const at = (etcd: string, kubernetes = '1.36.3') => ({kubernetes, etcd});

describe('an upgrade of etcd', () => {
  test.each([
    ['3.5.26', '3.6.16', ['warning upgrade/etcd-unchecked']],
    ['3.5.31', '3.6.16', ['warning upgrade/etcd-unchecked']],
    ['3.5.32', '3.6.16', []],
    ['3.5.25', '3.6.16', ['error upgrade/etcd-floor']],
    ['3.5.24', '3.6.16', ['error upgrade/etcd-floor']],
    ['3.6.4', '3.6.16', []],
  ])('from %s to %s: %j', (from, to, findings) => {
    expect(said(upgrading(at(from), at(to)))).toEqual(findings);
  });

  test.each([
    ['3.6.10', ['error upgrade/etcd-floor']],
    ['3.6.11', []],
  ])('from %s to 3.7.3, beside Kubernetes 1.37: %j', (from, findings) => {
    expect(said(upgrading(at(from, '1.37.2'), at('3.7.3', '1.37.2')))).toEqual(findings);
  });

  test('over more than one minor is refused', () => {
    expect(said(upgrading(at('3.5.32', '1.37.2'), at('3.7.3', '1.37.2')))).toContain('error upgrade/etcd-skips-minor');
  });

  test('to an older version is refused', () => {
    expect(said(upgrading(at('3.6.16'), at('3.6.12')))).toEqual(['error upgrade/etcd-downgrade']);
  });

  test('with one member below the floor is refused, with its name', () => {
    const given = upgrading(OLD, NEW, {observed: withMember('cp-2', {version: '3.6.9'})});
    expect(said(given)).toEqual(['error upgrade/etcd-floor']);
    expect(messageOf(given, 'upgrade/etcd-floor')).toBe(
      'cp-2 runs etcd 3.6.9; before etcd 3.7 every member must run 3.6.11 or later: earlier versions may not work with it',
    );
  });

  test('takes the version of a member that does not answer from its host', () => {
    expect(said(upgrading(OLD, NEW, {observed: withoutVersion('cp-2')}))).toEqual([]);
    expect(said(upgrading({...OLD, etcd: '3.6.9'}, NEW, {observed: withoutVersion('cp-2')}))).toEqual([
      'error upgrade/etcd-floor',
    ]);
  });

  test('with a member of unknown version is refused', () => {
    const {desired} = upgrading(OLD, OLD);
    const facts = known({...factsOf(cp(2), desired, OLD), links: new Map()});
    expect(said(upgrading(OLD, NEW, {hosts: {'cp-2': facts}, observed: withoutVersion('cp-2')}))).toEqual([
      'error upgrade/etcd-version-unknown',
    ]);
  });

  test('to a version that does not suit Kubernetes is refused', () => {
    expect(said(upgrading(OLD, at('3.7.3')))).toContain('error upgrade/unsupported-pair');
  });

  test('of Kubernetes is possible beside a newer etcd that cannot go back, with a warning', () => {
    expect(said(upgrading(at('3.7.3'), at('3.7.3', '1.36.4')))).toEqual(['warning upgrade/unsupported-pair']);
    expect(said(upgrading(at('3.7.1'), at('3.7.3', '1.36.4')))).toEqual(['warning upgrade/unsupported-pair']);
  });

  test('of Kubernetes is refused beside an etcd that is newer on some members only', () => {
    const given = upgrading(at('3.7.3'), at('3.7.3', '1.36.4'), {observed: withMember('cp-2', {version: '3.6.16'})});
    expect(said(given)).toContain('error upgrade/unsupported-pair');
  });
});

const withoutVersion = (name: string) => (observed: ObservedCluster) => {
  const {etcd} = observed;
  if (!etcd.known || etcd.value.is !== 'formed') throw new Error('etcd is not formed');
  const members = etcd.value.members.map(({version, ...rest}) =>
    rest.name === name || version === undefined ? rest : {...rest, version},
  );
  return {etcd: known({...etcd.value, members})};
};

describe('a rollback of etcd', () => {
  const rollback = {rollback: true};

  test('is permitted while one member runs the old minor', () => {
    expect(said(upgrading(NEW, OLD, {given: rollback, observed: withMember('cp-3', {version: '3.6.16'})}))).toEqual([]);
  });

  test('is refused when all members run the new minor', () => {
    const given = upgrading(NEW, OLD, {given: rollback});
    expect(said(given)).toEqual(['error upgrade/cluster-version-raised']);
    expect(fixOf(given, 'upgrade/cluster-version-raised')).toContain('`quorate upgrade --continue`');
  });

  test('leaves it at the minor to which it has risen, with a warning, when Kubernetes goes back', () => {
    const given = upgrading(at('3.7.3', '1.37.2'), at('3.7.3', '1.36.3'), {given: rollback});
    expect(said(given)).toEqual(['warning upgrade/unsupported-pair']);
  });

  test('within a minor is permitted', () => {
    expect(said(upgrading(at('3.6.16'), at('3.6.12'), {given: rollback}))).toEqual([]);
  });
});

test('an upgrade does not need the version of a host that etcd does not list yet', () => {
  const observed = ({etcd}: ObservedCluster) =>
    etcd.known && etcd.value.is === 'formed'
      ? {etcd: known({...etcd.value, members: etcd.value.members.slice(0, 3)})}
      : {};
  const fresh = {hosts: {'cp-4': known(machineFacts())}, observed};
  expect(said(upgrading(OLD, NEW, {wishes: {controlPlanes: 4}, ...fresh}))).toEqual([]);
});

describe('an upgrade of a cluster whose etcd', () => {
  test('has a voter down is refused, with the arithmetic and the remedy', () => {
    const given = upgrading(OLD, NEW, {
      observed: withMember('cp-3', {healthy: false, leader: false, why: 'does not answer'}),
    });
    expect(said(given)).toEqual(['error quorum/member-down']);
    expect(messageOf(given, 'quorum/member-down')).toBe(
      'an upgrade restarts one member at a time, and cp-3 is already down: 2 of 3 voters healthy, quorum 2; not healthy: cp-3 (does not answer); with one more down at worst 1 of 3 voters up, quorum 2: writes stop',
    );
    expect(fixOf(given, 'quorum/member-down')).toBe(
      'on cp-3: `systemctl start etcd.service`, `journalctl -u etcd.service`; or remove it: `quorate remove cp-3`, or if its machine is lost for good `quorate remove --lost cp-3`. Then run the same command again',
    );
  });

  test('has down only the member that an interrupted run was changing continues', () => {
    const {desired} = upgrading(OLD, OLD);
    const down = withMember('cp-3', {healthy: false});
    const half = {hosts: {'cp-3': known(factsOf(cp(3), desired, NEW))}, observed: down};
    expect(said(upgrading(OLD, NEW, half))).toEqual(['warning upgrade/member-unfinished']);
    const noted = (observed: ObservedCluster) => ({...down(observed), ...withNode('cp-3', {held: true})(observed)});
    expect(said(upgrading(OLD, NEW, {observed: noted}))).toEqual(['warning upgrade/member-unfinished']);
  });

  test('has two members down is refused, whatever an interrupted run was changing', () => {
    const {desired} = upgrading(OLD, OLD);
    const observed = (before: ObservedCluster) => {
      const one = {...before, ...withMember('cp-3', {healthy: false})(before)};
      return {...one, ...withMember('cp-2', {healthy: false})(one)};
    };
    const given = upgrading(OLD, NEW, {hosts: {'cp-2': known(factsOf(cp(2), desired, NEW))}, observed});
    expect(said(given)).toEqual(['error quorum/member-down']);
  });

  test('has a learner is refused', () => {
    expect(said(upgrading(OLD, NEW, {observed: withMember('cp-3', {learner: true})}))).toContain(
      'error quorum/learner',
    );
  });

  test.each(['NOSPACE', 'CORRUPT'])('has the alarm %s is refused, with the commands that clear it', alarm => {
    const observed = (before: ObservedCluster) => {
      const {etcd} = before;
      return etcd.known && etcd.value.is === 'formed'
        ? {etcd: known({...etcd.value, alarms: [`${alarm} ${etcdId('1')}`]})}
        : {};
    };
    const given = upgrading(OLD, NEW, {observed});
    expect(said(given)).toContain('error quorum/etcd-alarm');
    expect(fixOf(given, 'quorum/etcd-alarm')).toMatch(/`[^`]*(?:quorate etcd|etcdctl) alarm disarm`/);
  });

  test('is unknown is refused with the reason', () => {
    const given = upgrading(OLD, NEW, {observed: () => ({etcd: unknown('cp-1: timeout')})});
    expect(said(given)).toEqual(['error etcd/unreadable']);
    expect(messageOf(given, 'etcd/unreadable')).toContain('cp-1: timeout');
  });

  test('was not bootstrapped is refused', () => {
    expect(said(upgrading(OLD, NEW, {observed: () => ({etcd: known({is: 'absent'})})}))).toEqual([
      'error upgrade/no-cluster',
    ]);
  });
});

describe('an upgrade of a single member', () => {
  const single = (acceptDowntime: boolean) =>
    upgrading(OLD, NEW, {wishes: {controlPlanes: 1}, given: {acceptDowntime}});

  test('needs consent, because writes stop while it restarts', () => {
    expect(said(single(false))).toEqual(['error quorum/write-outage']);
    expect(said(single(true))).toEqual(['warning quorum/write-outage']);
    expect(messageOf(single(true), 'quorum/write-outage')).toBe(
      '1 voter, quorum 1: writes stop while each member restarts, 1 time in all',
    );
  });

  test('starts the member if an interrupted run left it down', () => {
    const down = (observed: ObservedCluster) => ({
      ...withMember('cp-1', {healthy: false})(observed),
      ...withNode('cp-1', {held: true})(observed),
    });
    const given = upgrading(OLD, NEW, {wishes: {controlPlanes: 1}, given: {acceptDowntime: true}, observed: down});
    expect(said(given)).toEqual(['warning upgrade/member-unfinished', 'warning quorum/write-outage']);
  });

  test('needs no consent if etcd keeps its version', () => {
    expect(said(upgrading(at('3.6.16', '1.36.1'), OLD, {wishes: {controlPlanes: 1}}))).toEqual([]);
  });
});
