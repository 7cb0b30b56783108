import {describe, expect, test} from 'vitest';
import {PREFLIGHT_COMMANDS, PREFLIGHT_UNITS} from '../../../../src/core/checks/preflight/commands.js';
import type {UnitFact} from '../../../../src/core/model/observed.js';
import {placesOf} from '../../../support/builders/places.js';
import {codes, saidOf} from './plan-input.js';

const active: UnitFact = {active: 'active', enabled: true, fresh: true, reloaded: true};
const inactive: UnitFact = {...active, active: 'inactive'};
const FAPOLICYD = 'fapolicyd.service';

describe('programs on a file system that is mounted noexec', () => {
  const on = (path: string, point: string) => ({
    places: placesOf(['/opt', '/opt/quorate', '/opt/cni/bin', '/etc', '/var/lib/containerd', '/var/lib/kubelet'], {
      [path]: {mount: {point, device: '254:1', options: ['rw', 'noexec']}},
    }),
  });

  test.each(['/opt', '/opt/quorate', '/opt/cni/bin'])('are refused at %s, on every host, new or not', path => {
    for (const isNew of [true, false])
      for (const host of ['cp-1', 'worker-1']) {
        const [finding, ...others] = saidOf(host, on(path, '/srv/programs'), {isNew});
        expect(others).toEqual([]);
        expect(finding).toMatchObject({
          code: 'NoExec',
          level: 'error',
          fix: expect.stringContaining('mount -o remount,exec /srv/programs'),
        });
      }
  });

  test('of volumes of pods are a warning on a new node', () => {
    const facts = on('/var/lib/kubelet', '/var/lib/kubelet');
    expect(codes(saidOf('worker-1', facts))).toEqual(['warning NoExec']);
    expect(saidOf('worker-1', facts, {isNew: false})).toEqual([]);
    expect(saidOf('etcd-1', facts, {external: true})).toEqual([]);
  });

  test.each(['/var/lib/containerd', '/etc'])('are not expected in %s', path => {
    expect(saidOf('worker-1', on(path, path))).toEqual([]);
  });
});

describe('fapolicyd', () => {
  const rulesFor = (host: string, external = false): readonly string[] => {
    const [finding] = saidOf(host, {units: new Map([[FAPOLICYD, active]])}, {external});
    expect(finding).toMatchObject({code: 'Fapolicyd', level: 'warning'});
    return [...finding!.fix!.matchAll(/dir=([^']+)'/g)].map(([, folder]) => folder!);
  };

  test('is read from every host', () => {
    expect(PREFLIGHT_UNITS).toContain(FAPOLICYD);
  });

  test('that is active is a warning with rules for the folders of quorate, and on nodes for those of pods', () => {
    expect(rulesFor('worker-1')).toEqual([
      '/opt/quorate/',
      '/opt/cni/',
      '/run/containerd/',
      '/var/lib/containerd/',
      '/var/lib/kubelet/',
    ]);
    expect(rulesFor('etcd-1', true)).toEqual(['/opt/quorate/']);
  });

  test('that is not active has no finding', () => {
    expect(saidOf('worker-1', {units: new Map([[FAPOLICYD, inactive]])})).toEqual([]);
  });

  test('is not a finding on a host that is part of the cluster', () => {
    expect(saidOf('worker-1', {units: new Map([[FAPOLICYD, active]])}, {isNew: false})).toEqual([]);
  });
});

describe('the commands that label files for SELinux', () => {
  const without = (command: string) => ({commands: PREFLIGHT_COMMANDS.filter(each => each !== command)});

  test.each(['restorecon', 'selinuxenabled'])('%s must exist on a host with SELinux', command => {
    for (const selinux of ['enforcing', 'permissive'] as const)
      for (const host of ['worker-1', 'etcd-1'])
        expect(codes(saidOf(host, {...without(command), selinux}, {external: true}))).toEqual([
          `error FileExisting-${command}`,
        ]);
    expect(saidOf('worker-1', without(command))).toEqual([]);
  });

  test('setsebool must exist where haproxy runs', () => {
    const facts = {...without('setsebool'), selinux: 'enforcing'} as const;
    expect(codes(saidOf('worker-1', facts, {external: true}))).toEqual(['error FileExisting-setsebool']);
    expect(saidOf('etcd-1', facts, {external: true})).toEqual([]);
  });
});
