import {describe, expect, test} from 'vitest';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

test('a file with only the required keys gets every default', () => {
  expect(configOf(clusterYaml())).toEqual({
    name: 'test',
    kubernetesVersion: '1.36.3',
    topology: 'stacked',
    network: {plugin: 'flannel', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', dnsDomain: 'cluster.local'},
    etcd: {},
    pki: {home: 'hosts', algorithm: 'ECDSA-P256', certValidityDays: 365, caValidityDays: 3650, apiServerSans: []},
    hosts: [
      {
        name: 'cp1',
        address: '10.0.0.11',
        roles: ['control-plane'],
        labels: {},
        taints: [],
        connection: 'ssh',
        ssh: {
          user: 'root',
          port: 22,
          keyFiles: [],
          agent: true,
          useConfig: true,
          jumpHosts: [],
          hostKeys: 'strict',
          knownHostsFile: '~/.ssh/known_hosts',
          connectTimeoutSeconds: 15,
          client: 'builtin',
          set: [],
        },
      },
    ],
    podSecurity: {enforce: 'privileged'},
    extraArgs: {
      etcd: [],
      'kube-apiserver': [],
      'kube-controller-manager': [],
      'kube-scheduler': [],
      kubelet: [],
      'kube-proxy': [],
      flanneld: [],
    },
    artifacts: {},
    packages: 'install',
    registries: [],
  });
});

test('the SSH settings of a host override those of the cluster, key by key', () => {
  const spec = 'ssh: {user: admin, port: 2222, agent: false}';
  const {hosts} = configOf(
    clusterYaml({spec, hosts: hostYaml('cp1', '10.0.0.11', 'control-plane', 'ssh: {port: 22}')}),
  );
  expect(hosts[0]?.ssh).toMatchObject({user: 'admin', port: 22, agent: false, hostKeys: 'strict'});
});

test('a leading v of a version is dropped', () => {
  const config = configOf(clusterYaml({version: 'kubernetesVersion: v1.36.3', spec: 'etcd: {version: v3.6.16}'}));
  expect(config).toMatchObject({kubernetesVersion: '1.36.3', etcd: {version: '3.6.16'}});
});

describe('an unknown key', () => {
  test('is an error, with the key that was meant', () => {
    expect(problemOf(clusterYaml({spec: 'topolgy: stacked'}))).toMatchObject({
      code: 'config/unknown-key',
      line: 6,
      column: 3,
      length: 7,
      path: 'spec.topolgy',
      excerpt: '  topolgy: stacked',
      suggestion: 'did you mean "topology"?',
    });
  });

  test('that is known elsewhere is an error with that place', () => {
    expect(problemOf(clusterYaml({spec: 'podCidr: 10.1.0.0/16'})).suggestion).toBe('"podCidr" belongs in spec.network');
  });

  test('without a similar key is an error with the list of known keys', () => {
    expect(
      problemOf(clusterYaml({head: 'apiVersion: quorate/v1alpha1\nkind: Cluster\nmetadata: {name: a, zzz: 1}'}))
        .suggestion,
    ).toBe('known keys here: name');
  });

  test('that misspells a required key is one error, not two', () => {
    const hosts = '\n  - name: cp1\n    adress: 10.0.0.11\n    roles: [control-plane]';
    expect(problemOf(clusterYaml({hosts}))).toMatchObject({path: 'spec.hosts[0].adress'});
  });

  test('that misspells a key with a default prevents checks of that default', () => {
    const hosts = hostYaml('cp1', '10.0.0.11', 'control-plane') + hostYaml('e1', '10.0.0.12', 'etcd');
    expect(problemOf(clusterYaml({spec: 'topolgy: external', hosts})).code).toBe('config/unknown-key');
  });
});

describe('a missing key', () => {
  test('is an error at the object that lacks it', () => {
    expect(problemOf(clusterYaml({hosts: '\n  - name: cp1\n    roles: [control-plane]'}))).toMatchObject({
      code: 'config/missing-key',
      line: 7,
      column: 7,
      path: 'spec.hosts[0].address',
      message: '"address" is missing',
    });
  });

  test('is distinguished from a key without a value', () => {
    expect(problemOf(clusterYaml({spec: 'endpoint:'}))).toMatchObject({
      message: 'expected a mapping, got no value',
      suggestion: 'set a value, or delete the key',
      excerpt: '  endpoint:',
    });
  });
});

test.each([
  ['version: "1.36"', 'kubernetesVersion'],
  ['cluster: a', undefined],
])('%s beside the version is an unknown key', (spec, meant) => {
  expect(problemOf(clusterYaml({spec})).suggestion).toContain(meant ?? 'known keys here');
});

test('a version that YAML reads as a number is an error that suggests quotes and a patch version', () => {
  expect(problemOf(clusterYaml({version: 'kubernetesVersion: 1.30'}))).toMatchObject({
    message: 'expected a string, got the number 1.30',
    suggestion: 'write it in quotes and with its patch version, for example "1.30.0"',
  });
});

test.each(['"1.36"', '"2.0.1"', 'latest', '"1.36.x"', '"01.36.3"'])(
  '%s is refused as a version of Kubernetes',
  version => {
    expect(problemOf(clusterYaml({version: `kubernetesVersion: ${version}`})).message).toContain(
      'expected a full version like 1.36.3',
    );
  },
);

test.each([
  ['ssh: {port: "22"}', 'expected an integer, got the string "22"', 'write it without quotes: 22'],
  ['ssh: {port: 0}', 'expected at least 1, got the number 0', undefined],
  ['ssh: {port: 65536}', 'expected at most 65535, got the number 65536', undefined],
  ['ssh: {port: 2.5}', 'expected an integer, got the number 2.5', undefined],
  ['ssh: {agent: yes}', 'expected true or false, got the string "yes"', 'write true'],
  ['ssh: {keyFiles: ~/.ssh/id}', 'expected a list, got the string "~/.ssh/id"', 'write it as a list: [~/.ssh/id]'],
  ['ssh: {jumpHosts: ["a b"]}', 'expected [user@]host[:port], got the string "a b"', undefined],
  ['ssh: []', 'expected a mapping, got an empty list', undefined],
  ['topology: stackd', 'expected stacked or external, got the string "stackd"', 'did you mean "stacked"?'],
  ['network: {podCidr: 10.0.0.0}', 'expected a CIDR like 10.244.0.0/16, got the string "10.0.0.0"', undefined],
  ['endpoint: {host: 10.0.0}', 'expected a DNS name in lower case or an address, got the string "10.0.0"', undefined],
  ['pki: {certValidityDays: 0}', 'expected at least 1, got the number 0', undefined],
])('%s: %s', (spec, message, suggestion) => {
  const problem = problemOf(clusterYaml({spec}));
  expect([problem.message, problem.suggestion]).toEqual([message, suggestion]);
});

test.each([
  ['CP1', 'write "cp1"'],
  ['cp_1', 'write "cp-1"'],
  ['-cp1', undefined],
  ['cp1.', 'write "cp1"'],
])('%s is refused as a host name', (name, suggestion) => {
  const problem = problemOf(clusterYaml({hosts: hostYaml(`"${name}"`, '10.0.0.11', 'control-plane')}));
  expect(problem).toMatchObject({path: 'spec.hosts[0].name'});
  expect(problem.suggestion).toBe(suggestion);
});

test('a taint in the syntax of kubectl is an error with the syntax of this file', () => {
  const hosts = hostYaml('cp1', '10.0.0.11', 'control-plane', 'taints: ["gpu=yes:NoSchedule"]');
  expect(problemOf(clusterYaml({hosts})).suggestion).toBe('write it as {key: gpu, value: "yes", effect: NoSchedule}');
});

test('a duplicate key is an error at the second, with the line of the first', () => {
  expect(
    problemOf(
      clusterYaml({spec: 'topology: stacked\ntopology: external'}).replace('topology: external', 'topology: stacked'),
    ),
  ).toMatchObject({
    code: 'config/duplicate-key',
    line: 7,
    message: 'duplicate key "topology" (line 6)',
  });
});

test('text that is not YAML has no other problem', () => {
  const problems = problemsOf('apiVersion: quorate/v1alpha1\nspec: {hosts: [}\n');
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.map(({code}) => code)).toEqual(problems.map(() => 'config/yaml'));
  expect(problems[0]?.line).toBe(2);
});

test.each([
  ['\t- a', 'YAML is indented with spaces'],
  [`${clusterYaml()}---\na: 1\n`, 'a second document begins here'],
  ['a: !secret x', 'not valid YAML'],
  ['a: *nowhere', 'not readable as YAML'],
  [`x: ${'a'.repeat(1024 * 1024)}`, 'larger than 1024 KiB'],
])('unusable YAML %# has one problem', (text, message) => {
  expect(problemsOf(text)[0]?.message).toContain(message);
});

test('an alias bomb is refused', () => {
  const lines = Array.from({length: 9}, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
  expect(problemsOf(['a0: &a0 [x]', ...lines].join('\n')).map(({code}) => code)).toContain('config/yaml');
});

test('aliases may share settings, and a problem is at the anchor', () => {
  const shared = (port: string) =>
    clusterYaml({
      hosts:
        hostYaml('cp1', '10.0.0.11', 'control-plane', `ssh: &bastion {port: ${port}}`) +
        hostYaml('w1', '10.0.0.12', 'worker', 'ssh: *bastion'),
    });
  expect(configOf(shared('2222')).hosts.map(({ssh}) => ssh.port)).toEqual([2222, 2222]);
  expect(new Set(problemsOf(shared('0')).map(({line}) => line))).toEqual(new Set([10]));
});

test('an empty file is an error', () => {
  expect(problemOf('')).toMatchObject({line: 1, column: 1, message: 'the file is empty'});
});

test('problems of the schema and of checks are reported together, in the order of the text', () => {
  const problems = problemsOf(
    clusterYaml({
      spec: 'network: {podCidr: 10.96.0.0/16}\nssh: {port: 0}',
      hosts: hostYaml('cp1', '10.0.0.11', 'control-plane', 'zoen: a') + hostYaml('cp1', '10.0.0.12', 'worker'),
    }),
  );
  expect(problems.map(({code}) => code)).toEqual([
    'config/overlapping-networks',
    'config/wrong-value',
    'config/unknown-key',
    'config/duplicate-name',
  ]);
  expect(problems.map(({line}) => line)).toEqual([...problems.map(({line}) => line)].sort((a, b) => a - b));
});
