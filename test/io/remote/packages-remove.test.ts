import {afterEach, beforeEach, expect, test} from 'vitest';
import type {PackageManager} from '../../../src/core/model/package-manager.js';
import {FakePackages} from './fake-packages.js';
import {TestHost} from './test-host.js';

let host: TestHost;
let world: FakePackages;
const fresh = (): void => {
  host = new TestHost();
  host.write('/proc/self/mountinfo', '');
  for (const name of ['ip', 'umount', 'nft']) host.command(name, ':');
  world = new FakePackages(host)
    .offer({haproxy: {needs: ['liblua'], units: ['haproxy.service']}, liblua: {}, keepalived: {}, nano: {}, editor: {}})
    .has({bash: 'i', nano: 'c'});
};
beforeEach(fresh);
afterEach(() => host.remove());

const install = (packages: readonly string[], manager: PackageManager = 'apt') =>
  host.port.installPackages({manager, packages});
const reset = () => host.port.reset({identity: undefined, units: [], directories: [], deleteEdited: false});
const BEFORE = {bash: 'i', nano: 'c'};

test.each(['apt', 'dnf', 'zypper'] as const)('a reset removes exactly what %s brought, in one call', async manager => {
  await install(['haproxy'], manager);
  await install(['keepalived'], manager);
  const {removed, keptPackages} = await reset();
  expect(world.installed).toEqual(BEFORE);
  const arch = manager === 'apt' ? '' : '.noarch';
  expect(removed).toEqual(
    expect.arrayContaining(['haproxy', 'keepalived', 'liblua'].map(name => `package ${name}${arch}`)),
  );
  expect(keptPackages).toEqual([]);
  expect(world.calls.filter(call => / (purge|remove) /.test(call))).toHaveLength(1);
  expect(host.exists('/var/lib/quorate')).toBe(false);
});

test('packages that something else depends on stay with what they need, and are named', async () => {
  world.offer({mine: {needs: ['haproxy']}});
  await install(['haproxy', 'keepalived']);
  world.has({mine: 'i'});
  const {removed, keptPackages} = await reset();
  expect(keptPackages).toEqual(['haproxy', 'liblua']);
  expect(removed).toContain('package keepalived');
  expect(world.installed).toEqual({...BEFORE, haproxy: 'i', liblua: 'i', mine: 'i'});
  expect(host.exists('/var/lib/quorate')).toBe(false);
});

test('configuration that was there before a package stays', async () => {
  await install(['nano', 'editor']);
  await reset();
  expect(world.installed).toEqual(BEFORE);
});

test('a package that was removed by hand is left out, and one that was installed by hand stays', async () => {
  await install(['keepalived', 'editor']);
  host.command('gone', 'rm "$ROOT/db/keepalived"');
  await host.transport.exec({argv: ['sh', '-c', 'gone', 'x'], title: 'remove', changes: true});
  world.has({mine: 'i'});
  const {removed} = await reset();
  expect(removed.filter(each => each.startsWith('package '))).toEqual(['package editor']);
  expect(world.installed).toEqual({...BEFORE, mine: 'i'});
});

test('what an interrupted installation brought is removed, too', async () => {
  host.write('/dies-at', 'haproxy');
  await expect(install(['haproxy'])).rejects.toThrow();
  host.write('/dies-at', '');
  await reset();
  expect(world.installed).toEqual(BEFORE);
  expect(host.exists('/usr/sbin/policy-rc.d')).toBe(false);
});

test('a failure of the package manager ends the reset before the record and the identity are removed', async () => {
  await install(['keepalived']);
  const apt = host.text('/commands/apt-get');
  host.command('apt-get', 'echo "E: broken"; exit 100');
  await expect(reset()).rejects.toMatchObject({
    code: 'hosts/packages-failed',
    message: expect.stringMatching(/^cp-1: .*keepalived.* 100: E: broken$/),
  });
  expect(world.recorded).toEqual(['apt\tkeepalived']);
  host.write('/commands/apt-get', apt, 0o755);
  await reset();
  expect(world.installed).toEqual(BEFORE);
});

test.each([1, 2, 3, 4, 5, 6])(
  'a reset that was killed at removal %i of a file is completed by another',
  async number => {
    for (const when of ['', 'command rm "$@";']) {
      host.remove();
      fresh();
      await install(['haproxy', 'nano']);
      host.trouble = {
        before: `rm() { command echo x >>changes; [ "$(wc -l <changes)" = ${number} ] || { command rm "$@"; return; }; ${when} kill -KILL 0; }`,
      };
      await reset().catch(() => {});
      await reset();
      expect(world.installed).toEqual(BEFORE);
      expect(host.exists('/var/lib/quorate')).toBe(false);
      expect(host.exists('/etc/quorate')).toBe(false);
    }
  },
);
