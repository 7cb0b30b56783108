import {afterEach, beforeEach, expect, test} from 'vitest';
import type {PackageManager} from '../../../src/core/model/package-manager.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {FakePackages} from './fake-packages.js';
import {TestHost} from './test-host.js';

let host: TestHost;
let world: FakePackages;
const fresh = (): FakePackages =>
  new FakePackages(host)
    .offer({
      haproxy: {needs: ['liblua'], units: ['haproxy.service', 'template@.service']},
      liblua: {},
      keepalived: {units: ['keepalived.service']},
    })
    .has({bash: 'i', nano: 'c'});
beforeEach(() => {
  host = new TestHost();
  world = fresh();
});
afterEach(() => host.remove());

const install = (packages: readonly string[], manager: PackageManager = 'apt') =>
  host.port.installPackages({manager, packages});
const BEFORE = '/var/lib/quorate/packages.before';
const POLICY = '/usr/sbin/policy-rc.d';

test.each(['apt', 'dnf', 'zypper'] as const)('%s installs in one call, and what it brought is recorded', async name => {
  await install(['haproxy', 'keepalived'], name);
  expect(world.installed).toEqual({bash: 'i', haproxy: 'i', keepalived: 'i', liblua: 'i', nano: 'c'});
  const arch = name === 'apt' ? '' : '.noarch';
  expect(world.recorded).toEqual(['haproxy', 'keepalived', 'liblua'].map(each => `${name}\t${each}${arch}`));
  expect(world.calls.filter(call => / install /.test(call))).toHaveLength(1);
  expect(host.exists(BEFORE)).toBe(false);
  for (const path of ['/var/lib/quorate/packages', BEFORE])
    expect(host.text('/var/lib/quorate/owned').split('\n')).toContain(path);
});

test('services of the packages are neither started nor enabled', async () => {
  await install(['haproxy', 'keepalived']);
  expect(world.calls.filter(call => call.startsWith('started'))).toEqual([]);
  expect(host.text('/enabled')).toBe('template@.service\n');
  expect(host.exists(POLICY)).toBe(false);
});

test('a policy-rc.d of the administrator is there again afterwards, also after a kill', async () => {
  host.write(POLICY, '#!/bin/sh\nexit 104\n', 0o755);
  await install(['keepalived']);
  expect(host.text(POLICY)).toBe('#!/bin/sh\nexit 104\n');
  host.write('/dies-at', 'haproxy');
  await expect(install(['haproxy'])).rejects.toThrow();
  host.write('/dies-at', '');
  await install([]);
  expect(host.text(POLICY)).toBe('#!/bin/sh\nexit 104\n');
  expect(host.exists(`${POLICY}.quorate-saved`)).toBe(false);
});

test('a policy-rc.d that a killed call leaves behind permits everything', async () => {
  host.write('/dies-at', 'haproxy');
  await expect(install(['haproxy'])).rejects.toThrow();
  expect(host.text(POLICY)).toContain('quorate');
  host.command('judge', 'sh "$ROOT/policy" x.service start');
  const {code} = await host.transport.exec({argv: ['sh', '-c', 'judge', 'x'], title: 'judge', changes: false});
  expect(code).toBe(0);
});

test.each(['haproxy', 'liblua'])('after a kill at %s the next call completes it, and records all', async dies => {
  host.write('/dies-at', dies);
  await expect(install(['haproxy'])).rejects.toThrow();
  host.write('/dies-at', '');
  expect((await host.port.facts(EMPTY_QUERY)).packages.unfinished).toBe(true);
  await install(['haproxy']);
  expect(world.installed).toEqual({bash: 'i', haproxy: 'i', liblua: 'i', nano: 'c'});
  expect([...world.recorded].sort()).toEqual(['apt\thaproxy', 'apt\tliblua']);
  expect((await host.port.facts(EMPTY_QUERY)).packages).toEqual({
    brought: expect.arrayContaining(['haproxy']),
    unfinished: false,
  });
});

/** The shell and its children end before or after the change of a name with this number. */
const cutAt = (number: number, when: string) =>
  ['mv', 'rm']
    .map(
      name =>
        `${name}() { command echo x >>changes; [ "$(wc -l <changes)" = ${number} ] || { command ${name} "$@"; return; }; ${when.replace('CHANGE', name)} kill -KILL 0; }`,
    )
    .join('\n');

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
  'after a kill at change %i of its files, another call completes it',
  async number => {
    for (const when of ['', 'command CHANGE "$@";']) {
      host.remove();
      host = new TestHost();
      world = fresh();
      host.write(POLICY, '#!/bin/sh\n', 0o755);
      host.trouble = {before: cutAt(number, when)};
      await install(['haproxy']).catch(() => {});
      // The planner asks for nothing more when all commands are there and no call was interrupted.
      const isThere = world.installed.haproxy === 'i';
      if (!isThere || (await host.port.facts(EMPTY_QUERY)).packages.unfinished)
        await install(isThere ? [] : ['haproxy']);
      expect(world.installed).toEqual({bash: 'i', haproxy: 'i', liblua: 'i', nano: 'c'});
      expect([...world.recorded].sort()).toEqual(['apt\thaproxy', 'apt\tliblua']);
      expect(host.text('/enabled')).toBe('template@.service\n');
      await install(['keepalived']);
      expect(host.text(POLICY)).toBe('#!/bin/sh\n');
    }
  },
);

test('a later installation adds to the record, and packages that were there before are never in it', async () => {
  await install(['keepalived']);
  world.has({liblua: 'i'});
  await install(['haproxy', 'bash']);
  expect([...world.recorded].sort()).toEqual(['apt\thaproxy', 'apt\tkeepalived']);
});

test('of a package whose configuration was there before, that is recorded', async () => {
  world.offer({nano: {}});
  await install(['nano']);
  expect(world.recorded).toEqual(['apt\tnano\tconfig']);
});

test('lists are updated when they do not have a package, and only then', async () => {
  await install(['keepalived']);
  expect(world.calls.filter(call => call.endsWith(' update'))).toEqual([]);
  host.write('/online', '');
  host.write('/upstream/ethtool', '');
  host.write('/units-of/ethtool', '');
  await install(['ethtool']);
  expect(world.calls.filter(call => call.endsWith(' update'))).toHaveLength(1);
});

test.each([
  [true, /no repository/],
  [false, /cannot be read/],
])('a package without a candidate is an error that says why (repositories answer: %s)', async (online, why) => {
  if (online) host.write('/online', '');
  host.write('/upstream/other', '');
  await expect(install(['missing', 'keepalived'])).rejects.toMatchObject({
    code: 'hosts/packages-failed',
    message: expect.stringMatching(why),
    suggestions: expect.arrayContaining([
      expect.stringMatching(online ? /apt-cache policy missing;/ : /apt-get update/),
    ]),
  });
  expect(host.exists(BEFORE)).toBe(false);
  expect(host.exists(POLICY)).toBe(false);
});

test('the failure of a package manager has its exit code, its last line and the command to run', async () => {
  host.command('apt-get', 'case "$*" in *install*) printf "E: \\033[31mbroken\\n"; exit 100 ;; esac');
  await expect(install(['keepalived'])).rejects.toMatchObject({
    code: 'hosts/packages-failed',
    message: expect.stringMatching(/^cp-1: .*keepalived.* 100: E: \[31mbroken$/),
    suggestions: expect.arrayContaining([
      expect.stringContaining('apt-get install -y --no-install-recommends keepalived'),
    ]),
  });
});

test('only the proxy of the request is in the environment of the call', async () => {
  host.environment = {http_proxy: 'http://host.example:1', https_proxy: 'http://host.example:2'};
  await install(['keepalived']);
  expect(host.text('/proxies')).toBe('');
  const proxy = {http: 'http://proxy.example:3128', noProxy: ['10.0.0.1', '.example']};
  await host.port.installPackages({manager: 'apt', packages: ['haproxy'], proxy});
  expect(host.text('/proxies').trim().split('\n')).toEqual([
    'NO_PROXY=10.0.0.1,.example',
    'http_proxy=http://proxy.example:3128',
    'no_proxy=10.0.0.1,.example',
  ]);
});
