import {describe, expect, test} from 'vitest';
import {clusterYaml, hostYaml, problemOf, problemsOf} from './support.js';

const cp2 = (more = '') => hostYaml('cp2', '10.0.0.12', 'control-plane', more);
const file = (cp3: string, {second = cp2(), spec = ''} = {}) =>
  clusterYaml({
    spec,
    hosts: hostYaml('cp1', '10.0.0.11', 'control-plane') + second + hostYaml('cp3', '10.0.0.13', 'control-plane', cp3),
  });
const CODE = 'config/ssh-address-of-another';

describe('the sshAddress of a host', () => {
  test('may not be the address of another host', () => {
    expect(problemOf(file('sshAddress: 10.0.0.12'))).toMatchObject({
      code: CODE,
      level: 'error',
      path: 'spec.hosts[2].sshAddress',
      line: 16,
      message: '10.0.0.12 is the address of cp2 (line 11): SSH would connect to cp2 instead of cp3',
      suggestion: expect.stringContaining('the address at which SSH reaches cp3'),
    });
  });

  test('is compared in canonical form', () => {
    const host = (name: string, address: string, more = '') => hostYaml(name, address, 'control-plane', more);
    const hosts =
      host('cp1', '"fd00::11"') + host('cp2', '"fd00::12"') + host('cp3', '"fd00::13"', 'sshAddress: "FD00:0::12"');
    const spec = 'network: {podCidr: "fd01::/48", serviceCidr: "fd02::/112"}';
    expect(problemOf(clusterYaml({spec, hosts})).code).toBe(CODE);
  });

  test.each([
    ['the ports of the cluster', {spec: 'ssh: {port: 2222}'}, ''],
    ['a port that is written out', {}, 'ssh: {port: 22}'],
    ['the same jump hosts', {spec: 'ssh: {jumpHosts: [gate]}'}, 'ssh: {jumpHosts: [gate]}'],
    ['a host that SSH reaches elsewhere too', {second: cp2('sshAddress: 198.51.100.7')}, ''],
    ['the host that quorate runs on', {second: cp2('connection: local')}, ''],
  ] as const)('is not with %s', (_, setting, more) => {
    expect(problemOf(file(`sshAddress: 10.0.0.12\n${more}`, setting)).code).toBe(CODE);
  });

  test('may not be swapped between two hosts', () => {
    const problems = problemsOf(file('sshAddress: 10.0.0.12', {second: cp2('sshAddress: 10.0.0.13')}));
    expect(problems.map(({code, path}) => [code, path])).toEqual([
      [CODE, 'spec.hosts[1].sshAddress'],
      [CODE, 'spec.hosts[2].sshAddress'],
    ]);
  });

  test.each([
    ['its own address', 'sshAddress: 10.0.0.13'],
    ['a name', 'sshAddress: cp2.example.com'],
    ['another port at that address', 'sshAddress: 10.0.0.12\nssh: {port: 2203}'],
    ['that address behind another jump host', 'sshAddress: 10.0.0.12\nssh: {jumpHosts: [gate.example.com]}'],
    ['any, on a local host', 'sshAddress: 10.0.0.12\nconnection: local'],
  ])('may be %s', (_, more) => {
    expect(problemsOf(file(more))).toEqual([]);
  });

  test('is one error if two hosts have the address of one of them', () => {
    expect(problemOf(file('sshAddress: 10.0.0.12', {second: cp2('sshAddress: 10.0.0.12')})).code).toBe(
      'config/duplicate-ssh-target',
    );
  });
});
