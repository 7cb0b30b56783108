import {describe, expect, test} from 'vitest';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {cp, factsOf, fixOf, messageOf, NEW, OLD, said, upgrading, withNode} from './cases.js';

const to = (kubernetes: string) => ({kubernetes, etcd: OLD.etcd});

test('an upgrade by one minor of Kubernetes and etcd has no findings in a healthy cluster', () => {
  expect(said(upgrading(OLD, NEW))).toEqual([]);
});

test('an upgrade by a patch version, or to the versions that run, has no findings', () => {
  expect(said(upgrading(to('1.36.1'), to('1.36.3')))).toEqual([]);
  expect(said(upgrading(OLD, OLD))).toEqual([]);
});

describe('an upgrade over more than one minor', () => {
  const jump = (available: readonly string[]) => upgrading(to('1.35.2'), to('1.37.2'), {given: {available}});

  test('is refused, with the rule and the version to upgrade to first', () => {
    const given = jump(['1.36.1', '1.36.3', '1.37.2']);
    expect(said(given)).toContain('error upgrade/skips-minor');
    expect(messageOf(given, 'upgrade/skips-minor')).toBe(
      'cp-1, cp-2 and cp-3: from Kubernetes 1.35.2 to 1.37.2 is more than one minor; rule: one minor at a time, all API servers within one of each other',
    );
    expect(fixOf(given, 'upgrade/skips-minor')).toContain('`quorate upgrade --to 1.36.3`');
  });

  test('is refused with the commands that add the missing minor to the bundle or to the lock file', () => {
    const fix = fixOf(jump(['1.37.2']), 'upgrade/skips-minor');
    expect(fix).toContain('a version of 1.36 first: `quorate bundle build --kubernetes VERSION` to the bundle');
    expect(fix).toContain('`quorate bundle fetch --kubernetes VERSION` to the lock file');
  });
});

describe('an older version of Kubernetes', () => {
  test('is refused, by a patch or a minor', () => {
    expect(said(upgrading(to('1.36.3'), to('1.36.1')))).toContain('error upgrade/downgrade');
    expect(said(upgrading(to('1.37.2'), to('1.36.3')))).toContain('error upgrade/downgrade');
  });

  test('is permitted as the rollback of an unfinished upgrade', () => {
    expect(said(upgrading(to('1.37.2'), to('1.36.3'), {given: {rollback: true}}))).toEqual([]);
  });
});

describe('API servers', () => {
  test('that are two minors apart are refused', () => {
    const {desired} = upgrading(OLD, OLD);
    const given = upgrading(to('1.35.2'), to('1.36.3'), {
      hosts: {'cp-2': known(factsOf(cp(2), desired, to('1.37.2')))},
    });
    expect(said(given)).toContain('error upgrade/apiserver-skew');
    expect(messageOf(given, 'upgrade/apiserver-skew')).toContain('cp-1 is 1.35.2, that of cp-2 is 1.37.2');
  });

  test('of which one is upgraded already have no findings', () => {
    const {desired} = upgrading(OLD, OLD);
    expect(said(upgrading(OLD, NEW, {hosts: {'cp-1': known(factsOf(cp(1), desired, NEW))}}))).toEqual([]);
  });
});

describe('kubelets', () => {
  test('three minors behind the target are permitted, four are refused with the version to upgrade to first', () => {
    expect(said(upgrading(OLD, NEW, {observed: withNode('worker-1', {version: 'v1.34.9'})}))).toEqual([]);
    expect(said(upgrading(OLD, NEW, {observed: withNode('worker-1', {version: 'v1.33.9'})}))).toEqual([
      'error upgrade/kubelet-too-old',
    ]);
    const tooOld = upgrading(OLD, NEW, {observed: withNode('worker-1', {version: 'v1.33.9'})});
    expect(fixOf(tooOld, 'upgrade/kubelet-too-old')).toContain(`\`quorate upgrade --to ${OLD.kubernetes}\``);
  });

  test('that are newer than the target and not upgraded are refused', () => {
    const {desired} = upgrading(OLD, OLD);
    const given = upgrading(to('1.36.1'), to('1.36.3'), {
      hosts: {'worker-1': known({...factsOf(cp(9), desired, OLD), links: new Map()})},
      observed: withNode('worker-1', {version: 'v1.37.2'}),
    });
    expect(said(given)).toEqual(['error upgrade/kubelet-ahead']);
  });

  test('of unknown versions are refused with the reason', () => {
    const given = upgrading(OLD, NEW, {observed: () => ({kube: unknown('connection refused')})});
    expect(said(given)).toEqual(['error upgrade/nodes-unknown', 'error upgrade/kube-unknown']);
    expect(messageOf(given, 'upgrade/nodes-unknown')).toContain('connection refused');
  });
});

describe('an API version in use', () => {
  const use = (removedIn: string) =>
    upgrading(OLD, NEW, {
      given: {deprecated: known([{groupVersion: 'policy/v1beta1', resource: 'widgets', removedIn}])},
    });

  test('that the target has removed is refused, with its resource and the release', () => {
    expect(said(use('1.37'))).toEqual(['error upgrade/api-removed']);
    expect(said(use('1.29'))).toEqual(['error upgrade/api-removed']);
    expect(messageOf(use('1.37'), 'upgrade/api-removed')).toBe(
      'policy/v1beta1 widgets is in use, and Kubernetes 1.37 has removed it: its clients get 404 from 1.37.2',
    );
  });

  test('that a later release removes has no finding', () => {
    expect(said(use('1.38'))).toEqual([]);
  });

  test('that is unknown is a warning, and has no finding for a patch version', () => {
    const deprecated = unknown('no API server answered');
    expect(said(upgrading(OLD, NEW, {given: {deprecated}}))).toEqual(['warning upgrade/deprecated-unknown']);
    expect(said(upgrading(to('1.36.1'), to('1.36.3'), {given: {deprecated}}))).toEqual([]);
  });
});
