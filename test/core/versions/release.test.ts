import {describe, expect, test} from 'vitest';
import type {Bundle, Release} from '../../../src/core/versions/bundle.js';
import {chooseRelease, type WantedRelease} from '../../../src/core/versions/release.js';
import {artifact, bundle, component, surroundings} from './sample.js';

describe('choosing a release', () => {
  test('takes Kubernetes as wanted and the newest of what surrounds it', () => {
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

  test('takes the newest etcd of the minor version that suits Kubernetes', () => {
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

  test('takes the etcd that is asked for, older or newer than the suited one', () => {
    const held = bundle(
      component('kubernetes', '1.36.3'),
      component('etcd', '3.5.33'),
      component('etcd', '3.7.3'),
      surroundings(),
    );
    expect(chosen({etcdVersion: '3.5.33'}, held).versions.etcd).toBe('3.5.33');
    expect(chosen({etcdVersion: '3.7.3'}, held).versions.etcd).toBe('3.7.3');
  });

  test('refuses an etcd that promotes learners that lag behind, though the bundle has it', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.5.23'), surroundings());
    expect(messages({etcdVersion: '3.5.23'}, held)).toEqual([
      'etcd 3.5.23 is too old: it may promote a learner that lags behind; the oldest supported is 3.5.24',
    ]);
  });

  test('says what the bundle has in place of the version that is missing, and how to build it', () => {
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
        fix: 'quorate bundle build --kubernetes 1.36.9',
      },
    ]);
  });

  test('says which etcd would suit when none does', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.7.3'), surroundings());
    expect(messages({}, held)).toEqual(['The bundle has no etcd that suits Kubernetes 1.36.3; it has 3.7.3']);
  });

  test('counts a version that lacks one of its programs as absent, and names the program', () => {
    const incomplete = component('etcd', '3.6.16').filter(({name}) => name !== 'etcdutl');
    const held = bundle(component('kubernetes', '1.36.3'), incomplete, surroundings());
    expect(messages({}, held)).toEqual([
      'The bundle has no etcd that suits Kubernetes 1.36.3; its 3.6.16 lacks etcdutl',
    ]);
  });

  test('names everything that is missing at once', () => {
    expect(messages({}, bundle())).toHaveLength(8);
    expect(messages({arch: 'arm64'}, bundle())).toContain(
      'The hosts are arm64 machines, the bundle holds binaries for amd64',
    );
  });

  test('holds the test image when the bundle does, and does without it', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.6.16'), surroundings());
    expect(chosen({}, held).versions).not.toHaveProperty('agnhost');
    const testing = {...held, artifacts: [...held.artifacts, artifact('agnhost', '2.63.0', 'agnhost')]};
    expect(chosen({}, testing).versions.agnhost).toBe('2.63.0');
  });
});

const WANTED: WantedRelease = {kubernetesVersion: '1.36.3', arch: 'amd64'};

const chosen = (wanted: Partial<WantedRelease>, held: Bundle): Release => {
  const result = chooseRelease({...WANTED, ...wanted}, held);
  if ('release' in result) return result.release;
  throw new Error(result.findings.map(({message}) => message).join('\n'));
};

const findings = (wanted: Partial<WantedRelease>, held: Bundle) => {
  const result = chooseRelease({...WANTED, ...wanted}, held);
  return 'findings' in result ? result.findings : [];
};

const messages = (wanted: Partial<WantedRelease>, held: Bundle) => findings(wanted, held).map(({message}) => message);
