import {describe, expect, test} from 'vitest';
import type {Bundle, Release} from '../../../src/core/versions/bundle.js';
import {chooseRelease, type RequestedRelease} from '../../../src/core/versions/release.js';
import {artifact, bundle, component, surroundings} from './sample.js';

describe('a release', () => {
  test('has the given Kubernetes and the newest of the other components', () => {
    const release = chosen(
      {},
      bundle(
        component('kubernetes', '1.36.3'),
        component('kubernetes', '1.37.2'),
        component('etcd', '3.6.16'),
        surroundings(),
        component('runc', '1.10.0'),
      ),
    );
    expect(release.versions).toMatchObject({kubernetes: '1.36.3', runc: '1.10.0', pause: '3.10.2'});
    expect(release.artifacts.get('kubelet')).toMatchObject({version: '1.36.3'});
    expect(release.artifacts.get('runc')).toMatchObject({version: '1.10.0'});
  });

  test('has the newest etcd of a minor that suits Kubernetes', () => {
    const held = bundle(
      ...['1.33.1', '1.36.3', '1.37.2'].map(version => component('kubernetes', version)),
      ...['3.5.33', '3.6.9', '3.6.16', '3.7.3'].map(version => component('etcd', version)),
      surroundings(),
    );
    const etcdOf = (kubernetesVersion: string) => chosen({kubernetesVersion}, held).versions.etcd;
    expect(etcdOf('1.36.3')).toBe('3.6.16');
    expect(etcdOf('1.37.2')).toBe('3.7.3');
    expect(etcdOf('1.33.1')).toBe('3.6.16');
  });

  test('has the given etcd, older or newer than the one that suits', () => {
    const held = bundle(
      component('kubernetes', '1.36.3'),
      component('etcd', '3.5.33'),
      component('etcd', '3.7.3'),
      surroundings(),
    );
    expect(chosen({etcdVersion: '3.5.33'}, held).versions.etcd).toBe('3.5.33');
    expect(chosen({etcdVersion: '3.7.3'}, held).versions.etcd).toBe('3.7.3');
  });

  test('with an etcd that is too old is refused although the bundle has it', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.5.23'), surroundings());
    expect(messages({etcdVersion: '3.5.23'}, held)).toEqual([
      'etcd 3.5.23 is too old: it may promote a learner that lags behind; the oldest supported is 3.5.24',
    ]);
  });

  test('with a missing version is refused, with the versions of the bundle and the command that adds it', () => {
    const held = bundle(
      component('kubernetes', '1.37.2'),
      component('kubernetes', '1.36.3'),
      component('etcd', '3.6.16'),
      surroundings(),
    );
    expect(findings({kubernetesVersion: '1.36.9'}, held)).toEqual([
      {
        code: 'artifacts/not-in-bundle',
        level: 'error',
        message: 'The bundle has no kubernetes 1.36.9; it has 1.36.3, 1.37.2',
        fix: expect.stringContaining('`quorate bundle build --kubernetes 1.36.9`'),
      },
    ]);
  });

  test('without a suitable etcd is refused, with the versions of the bundle', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.7.3'), surroundings());
    expect(messages({}, held)).toEqual(['The bundle has no etcd that suits Kubernetes 1.36.3; it has 3.7.3']);
  });

  test('of a version that lacks an artifact is refused, with the artifact', () => {
    const incomplete = component('etcd', '3.6.16').filter(({name}) => name !== 'etcdutl');
    const held = bundle(component('kubernetes', '1.36.3'), incomplete, surroundings());
    expect(messages({}, held)).toEqual([
      'The bundle has no etcd that suits Kubernetes 1.36.3; its 3.6.16 lacks etcdutl',
    ]);
  });

  test('with several problems is refused with all of them', () => {
    expect(messages({}, bundle())).toHaveLength(8);
    expect(messages({arch: 'arm64'}, bundle())).toContain(
      'The hosts are arm64 machines; the bundle has binaries for amd64',
    );
  });

  test('has the test image if the bundle has it', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.6.16'), surroundings());
    expect(chosen({}, held).versions).not.toHaveProperty('agnhost');
    const testing = {...held, artifacts: [...held.artifacts, artifact('agnhost', '2.63.0', 'agnhost')]};
    expect(chosen({}, testing).versions.agnhost).toBe('2.63.0');
  });
});

const WANTED: RequestedRelease = {kubernetesVersion: '1.36.3', arch: 'amd64'};

const chosen = (wanted: Partial<RequestedRelease>, held: Bundle): Release => {
  const result = chooseRelease({...WANTED, ...wanted}, held);
  if ('release' in result) return result.release;
  throw new Error(result.findings.map(({message}) => message).join('\n'));
};

const findings = (wanted: Partial<RequestedRelease>, held: Bundle) => {
  const result = chooseRelease({...WANTED, ...wanted}, held);
  return 'findings' in result ? result.findings : [];
};

const messages = (wanted: Partial<RequestedRelease>, held: Bundle) =>
  findings(wanted, held).map(({message}) => message);
