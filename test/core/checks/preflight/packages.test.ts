import fc from 'fast-check';
import {expect, test} from 'vitest';
import {subjectOf} from '../../../../src/core/checks/preflight/check.js';
import {commands, PREFLIGHT_COMMANDS} from '../../../../src/core/checks/preflight/commands.js';
import {NEEDED} from '../../../../src/core/checks/preflight/needed-commands.js';
import {packagesFor} from '../../../../src/core/checks/preflight/packages.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import {installCommand, PACKAGE_MANAGERS} from '../../../../src/core/model/package-manager.js';
import {desiredCerts, desiredKubeconfigs} from '../../../../src/core/pki/certificates.js';
import {hostConfig} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {desiredCluster} from '../../../support/desired.js';
import {release} from './plan-input.js';

const TOOLS = {apt: 'apt-get', dnf: 'dnf', zypper: 'zypper'} as const;

const subject = (name: string, facts: Partial<HostFacts>, packages: 'install' | 'require' = 'install') => {
  const desired = desiredCluster({topology: 'external', packages});
  const host = desired.hosts.find(each => each.name === name)!;
  return subjectOf(host, machineFacts(facts), desired, {newHosts: [host.name], release});
};

/** What is missing, and of which distribution the host is. */
const hosts = fc.record({
  name: fc.constantFrom('cp-1', 'worker-1', 'etcd-1'),
  missing: fc.subarray([...PREFLIGHT_COMMANDS]),
  manager: fc.option(fc.constantFrom(...PACKAGE_MANAGERS), {nil: undefined}),
  selinux: fc.constantFrom('enforcing', 'disabled'),
  packages: fc.constantFrom('install', 'require'),
});

const PREREQUISITES = NEEDED.flatMap(({command, beforehand}) => (beforehand ? [command] : []));

test('a missing command is either installed by the plan or an error of preflight, with one command for all of them', () => {
  fc.assert(
    fc.property(hosts, ({name, missing, manager, selinux, packages}) => {
      const there = PREFLIGHT_COMMANDS.filter(command => !missing.includes(command));
      const found = [...there, ...(manager === undefined ? [] : [TOOLS[manager]])];
      const host = subject(name, {commands: found, selinux}, packages);
      const needed = NEEDED.filter(each => missing.includes(each.command) && each.on(host)).map(({command}) => command);
      const findings = commands(host);
      const refused = findings.map(({code}) => code.slice('FileExisting-'.length));
      const planned = packagesFor(host);
      expect([...refused, ...(planned?.commands ?? [])].sort()).toEqual([...needed].sort());
      expect(new Set(findings.map(({fix}) => fix)).size).toBeLessThanOrEqual(1);
      if (packages === 'require' || manager === undefined) expect(planned).toBeUndefined();
      else expect(refused.filter(command => !PREREQUISITES.includes(command))).toEqual([]);
      if (planned !== undefined) {
        expect(planned.manager).toBe(manager);
        expect(planned.packages).toEqual([...new Set(planned.packages)].sort());
      }
    }),
  );
});

test.each(PACKAGE_MANAGERS)('on a host with %s, an error has the command that installs all packages', manager => {
  const host = subject(
    'worker-1',
    {commands: [TOOLS[manager], 'systemctl', 'flock', 'cp', 'sha256sum', 'gzip', 'modprobe']},
    'require',
  );
  const names = {
    apt: ['haproxy', 'iproute2', 'iptables', 'mount', 'nftables', 'openssl'],
    dnf: ['haproxy', 'iproute', 'iptables-nft', 'nftables', 'openssl', 'util-linux'],
    zypper: ['haproxy', 'iproute2', 'iptables', 'nftables', 'openssl', 'util-linux'],
  }[manager];
  expect(new Set(commands(host).map(({fix}) => fix))).toEqual(
    new Set([`on worker-1: \`${installCommand(manager, names)}\``]),
  );
});

test('on a host without a package manager that quorate uses, an error names the packages', () => {
  const [finding] = commands(subject('worker-1', {commands: PREFLIGHT_COMMANDS.filter(each => each !== 'nft')}));
  expect(finding).toMatchObject({code: 'FileExisting-nft', fix: expect.stringMatching(/worker-1: .*\bnftables\b/)});
});

test('an installation that was interrupted is completed, also where nothing is missing', () => {
  const facts = {commands: [...PREFLIGHT_COMMANDS, 'apt-get'], packages: {brought: ['haproxy'], unfinished: true}};
  for (const packages of ['install', 'require'] as const)
    expect(packagesFor(subject('worker-1', facts, packages))).toEqual({manager: 'apt', packages: [], commands: []});
});

test('openssl is needed on every host that gets a certificate, and not on load balancers', () => {
  for (const topology of ['stacked', 'external'] as const) {
    const desired = desiredCluster({
      topology,
      packages: 'require',
      hosts: [
        hostConfig('cp-1', '10.0.0.11', 'control-plane'),
        hostConfig('worker-1', '10.0.0.21', 'worker'),
        ...(topology === 'external' ? [hostConfig('etcd-1', '10.0.0.31', 'etcd')] : []),
        hostConfig('lb-1', '10.0.0.41', 'load-balancer'),
      ],
    });
    const without = PREFLIGHT_COMMANDS.filter(command => command !== 'openssl');
    const lacking = desired.hosts.filter(host =>
      commands(
        subjectOf(host, machineFacts({commands: [...without, 'apt-get']}), desired, {newHosts: [], release}),
      ).some(({code, fix}) => code === 'FileExisting-openssl' && fix?.includes(installCommand('apt', ['openssl']))),
    );
    const issued = new Set([...desiredCerts(desired), ...desiredKubeconfigs(desired)].map(({host}) => host));
    expect(lacking.map(({name}) => name)).toEqual(desired.hosts.map(({name}) => name).filter(name => issued.has(name)));
    expect(lacking).toHaveLength(desired.hosts.length - 1);
  }
});
