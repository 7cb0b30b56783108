import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ConfigProblem} from '../../../src/core/config/problem.js';
import {clusterYaml, hostYaml, problemOf, problemsOf} from './support.js';

const spec = (text: string): string => clusterYaml({spec: text});
const host = (text: string): string => clusterYaml({hosts: `\n  - name: cp1\n    roles: [control-plane]\n    ${text}`});
const ofHost = (text: string): string => clusterYaml({hosts: hostYaml('cp1', '10.0.0.11', 'control-plane', text)});
const named = (name: string): string => clusterYaml({hosts: hostYaml(name, '10.0.0.11', 'control-plane')});
const address = (text: string): string => host(`address: ${text}`);

/** What other tools, shells and habits write, and what to write instead. */
const REPAIRED: readonly (readonly [what: string, text: string, replacement: string])[] = [
  ['a version as a number', clusterYaml({version: 'kubernetesVersion: 1.36'}), '"1.36.0"'],
  ['a version of two parts', clusterYaml({version: 'kubernetesVersion: "1.36"'}), '"1.36.0"'],
  ['a version that is no version', clusterYaml({version: 'kubernetesVersion: 36'}), '"1.36.3"'],
  ['an etcd version as a number', spec('etcd: {version: 3.6}'), '"3.6.0"'],
  ['an etcd version of two parts', spec('etcd: {version: "v3.6"}'), '"v3.6.0"'],
  ['an etcd version that is no version', spec('etcd: {version: 4.1}'), '"3.6.16"'],
  ['a number in quotes', spec('ssh: {port: "22"}'), '22'],
  ['an octal number in quotes', spec('ssh: {port: "022"}'), '22'],
  ['yes', spec('ssh: {agent: yes}'), 'true'],
  ['off in quotes', spec('ssh: {agent: "off"}'), 'false'],
  ['one key file', spec('ssh: {keyFiles: ~/.ssh/id}'), '[~/.ssh/id]'],
  ['a key file with a comma', spec('ssh: {keyFiles: "a,b"}'), '[a,b]'],
  ['a number as a list of texts', spec('ssh: {keyFiles: 7}'), '["7"]'],
  ['one role', host('address: 10.0.0.11').replace('[control-plane]', 'control-plane'), '[control-plane]'],
  [
    'the roles of k0sctl',
    host('address: 10.0.0.11').replace('[control-plane]', 'controller+worker'),
    '[control-plane, worker]',
  ],
  [
    'roles with commas',
    host('address: 10.0.0.11').replace('[control-plane]', '"master, node"'),
    '[control-plane, worker]',
  ],
  ['the role of another tool', host('address: 10.0.0.11').replace('[control-plane]', '[master]'), 'control-plane'],
  ['a misspelled choice', spec('topology: stackd'), 'stacked'],
  ['a misspelled key', spec('topolgy: stacked'), 'topology'],
  ['a zone that is a number', ofHost('zone: 07'), '"07"'],
  ['a label that is a number', ofHost('labels: {example.com/ver: 1.10}'), '"1.10"'],
  ['a label that is true', ofHost('labels: {example.com/a: true}'), '"true"'],
  ["kubectl's taint", ofHost('taints: ["gpu=yes:NoSchedule"]'), '{key: gpu, value: "yes", effect: NoSchedule}'],
  ["kubectl's taint in lower case", ofHost('taints: ["gpu:noschedule"]'), '{key: gpu, effect: NoSchedule}'],
  ['a flag with dashes', spec('extraArgs: {kubelet: [{name: --max-pods, value: "5"}]}'), '"max-pods"'],
  ['a name in capitals', named('CP1'), '"cp1"'],
  ['a name with an underscore', named('cp_1'), '"cp-1"'],
  ['a name with a dot at its end', named('cp1.example.com.'), '"cp1.example.com"'],
  ['a long name', named(`cp1.${'a'.repeat(60)}.example.com`), '"cp1"'],
  ['a long name in capitals', named(`CP1.${'a'.repeat(60)}.example.com`), '"cp1"'],
  ['an address in brackets', address('"[2001:db8::1]"'), '"2001:db8::1"'],
  ['the address of an interface', address('192.0.2.10/31'), '"192.0.2.10"'],
  ['an address with a port', address('192.0.2.11:22'), '"192.0.2.11"'],
  ['an address in brackets with a port', address('"[2001:db8::1]:22"'), '"2001:db8::1"'],
  ['an address with a user', address('root@192.0.2.9'), '"192.0.2.9"'],
  ['an address as a URL', address('ssh://root@192.0.2.9:22/'), '"192.0.2.9"'],
  ['an SSH target', ofHost('sshAddress: admin@cp1.example.com:2222'), '"cp1.example.com"'],
  ['an SSH name in capitals', ofHost('sshAddress: CP1.example.com.'), '"cp1.example.com"'],
  ['an endpoint as a URL', spec('endpoint: {host: "https://api.example.com:6443"}'), '"api.example.com"'],
  ['an endpoint in capitals', spec('endpoint: {host: API.example.com}'), '"api.example.com"'],
  [
    'an etcd endpoint without a scheme',
    spec('topology: external\netcd: {endpoints: ["10.0.0.5:2379"]}'),
    '"https://10.0.0.5:2379"',
  ],
  [
    'an etcd endpoint with a path',
    spec('topology: external\netcd: {endpoints: ["https://10.0.0.5:2379/"]}'),
    '"https://10.0.0.5:2379"',
  ],
  ['two ranges', spec('network: {podCidr: "10.244.0.0/16,fd00::/48"}'), '"10.244.0.0/16"'],
];

/** The text with the suggestion of a problem followed. */
function repaired(text: string, {line, column, length, replacement = ''}: ConfigProblem): string {
  const lines = text.split('\n');
  const before = lines[line - 1] ?? '';
  lines[line - 1] = before.slice(0, column - 1) + replacement + before.slice(column - 1 + length);
  return lines.join('\n');
}

const isRefused = ({code}: ConfigProblem): boolean =>
  ['config/wrong-type', 'config/wrong-value', 'config/unknown-key', 'config/yaml'].includes(code);

test.each(REPAIRED)('%s: the suggestion is accepted', (_, text, replacement) => {
  const problem = problemsOf(text).find(isRefused);
  expect(problem).toMatchObject({replacement, suggestion: expect.stringContaining(replacement)});
  expect(problemsOf(repaired(text, problem as ConfigProblem)).filter(isRefused)).toEqual([]);
});

/** Values as people write them, in any place. */
const anyValue = fc.oneof(
  fc.constantFrom(
    '1.30',
    '3.6',
    '22',
    '"22"',
    '07',
    'yes',
    'off',
    'true',
    '~',
    '[]',
    '{}',
    '[a, b]',
    '{a: b}',
    '-1',
    '1e3',
  ),
  fc.constantFrom('10.0.0.0/8', '10.0.0.5:22', 'root@10.0.0.5', '"[fd00::1]"', 'fd00::/48', 'https://a.example.com/x'),
  fc.constantFrom('A_b', 'a.', 'controller+worker', 'master', 'gpu=yes:noschedule', '--v=2', '--max-pods', '"a b"'),
  fc.string({unit: 'grapheme-ascii', maxLength: 12}).map(text => JSON.stringify(text)),
);

const anyPlace = fc.constantFrom(
  ...['topology', 'kubernetesVersion', 'endpoint', 'network', 'ssh', 'registries', 'packages'].map(key => [key]),
  ...['user', 'port', 'agent', 'keyFiles', 'jumpHosts', 'hostKeys'].map(key => ['ssh', key]),
  ...['podCidr', 'serviceCidr', 'dnsDomain'].map(key => ['network', key]),
  ['endpoint', 'host'],
  ['etcd', 'version'],
  ['etcd', 'endpoints'],
  ['pki', 'apiServerSans'],
  ['pki', 'certValidityDays'],
);
const anyHostKey = fc.constantFrom(
  'name',
  'address',
  'sshAddress',
  'roles',
  'zone',
  'labels',
  'taints',
  'connection',
  'ssh',
);

test('every replacement is accepted in its place, whatever was written there', () => {
  const inSpec = fc.tuple(anyPlace, anyValue).map(([path, value]) => {
    const text = path.reduceRight((inner, key) => `{${key}: ${inner}}`, value).slice(1, -1);
    return path[0] === 'kubernetesVersion' ? clusterYaml({version: text}) : spec(text);
  });
  const inHost = fc.tuple(anyHostKey, anyValue).map(([key, value]) => {
    const keys = {name: 'cp1', address: '10.0.0.11', roles: '[control-plane]', [key]: value};
    const lines = Object.entries(keys).map(([name, given]) => `${name}: ${given}`);
    return clusterYaml({hosts: `\n  - ${lines.join('\n    ')}`});
  });
  fc.assert(
    fc.property(fc.oneof(inSpec, inHost), text => {
      const problems = problemsOf(text).filter(({replacement}) => replacement !== undefined);
      for (const problem of problems) {
        const after = problemsOf(repaired(text, problem)).filter(isRefused);
        expect(after.filter(({path}) => path === problem.path)).toEqual([]);
        expect(problem.suggestion).toContain(problem.replacement);
      }
    }),
    {numRuns: 200},
  );
});

describe('advice names the right key', () => {
  test.each([
    ['a DNS name as address', address('lithium.dns.example.net'), 'sshAddress: lithium.dns.example.net'],
    ['a port in an address', address('192.0.2.11:2222'), 'ssh.port: 2222'],
    ['a user in an address', address('root@192.0.2.9'), 'ssh.user: root'],
    ['a port in an endpoint', spec('endpoint: {host: "api.example.com:8443"}'), 'spec.endpoint.port: 8443'],
    ['two ranges', spec('network: {podCidr: [10.244.0.0/16, "fd00::/48"]}'), 'dual-stack'],
    ['a long name without dots', named('a'.repeat(89)), 'choose a shorter name'],
    [
      'a flag with its value',
      spec('extraArgs: {kubelet: [{name: --max-pods=5, value: "5"}]}'),
      'name: max-pods and value: "5"',
    ],
    [
      'roles in one item',
      host('address: 10.0.0.11').replace('[control-plane]', '[controller+worker]'),
      '[control-plane, worker]',
    ],
  ])('%s', (_, text, advice) => {
    expect(problemsOf(text).find(isRefused)?.suggestion).toContain(advice);
  });

  test('a value without a known repair has none', () => {
    expect(problemOf(spec('ssh: {jumpHosts: ["a b"]}')).suggestion).toBeUndefined();
  });
});
