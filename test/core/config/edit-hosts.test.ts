import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {withHostBeside, withHostReplaced, withoutHost} from '../../../src/core/config/edit-hosts.js';
import {type Replacement, withReplaced, withSuccessor} from '../../../src/core/config/replacement.js';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterYaml, configOf, hostYaml} from './support.js';

const TO_CP4: Replacement = {old: hostName('cp3'), name: hostName('cp4'), address: '10.0.0.14'};

const codeOf = (edit: () => unknown): string => {
  try {
    return edit() === undefined ? 'not valid' : 'written';
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
};

const BLOCK = `# ours
apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: test}   # two spaces

spec:
  kubernetesVersion: "1.36.3"
  hosts:
    - name: cp1
      address: 10.0.0.11
      roles: [control-plane]

    # rack 7
    - name: "cp3"   # the one by the door
      address: 10.0.0.13
      # both
      roles: &roles [control-plane]
      labels:
        disk: ssd   # fast

    # rack 8
    - {name: cp2, address: 10.0.0.12, roles: *roles}
# the end
`;

const OLD = BLOCK.slice(BLOCK.indexOf('    - name: "cp3"'), BLOCK.indexOf('\n    # rack 8'));
const NEW = OLD.replace('"cp3"', '"cp4"').replace('10.0.0.13', '10.0.0.14');

test('the new host gets the entry of the old one, and nothing else changes', () => {
  expect(withHostReplaced(BLOCK, TO_CP4)).toBe(BLOCK.replace(OLD, NEW));
  expect(withHostBeside(BLOCK, TO_CP4)).toBe(BLOCK.replace(OLD, OLD + NEW));
});

test('without a host, its lines are gone and the comments around them stay', () => {
  expect(withoutHost(BLOCK.replace(' &roles', '').replace('*roles', '[control-plane]'), hostName('cp3'))).toBe(
    BLOCK.replace(OLD, '').replace('*roles', '[control-plane]'),
  );
  expect(withoutHost(BLOCK, hostName('w9'))).toBe(BLOCK);
});

const flow = (hosts: string) => clusterYaml({hosts: '\n- x'}).replace(/hosts:[\s\S]*$/, `hosts: ${hosts}\n`);
const host = (n: number, more = '') => `{name: cp${n}, address: 10.0.0.1${n}, roles: [control-plane]${more}}`;

describe('in a flow sequence', () => {
  test.each([
    [
      `[${host(1)}, ${host(3)}, ${host(2)}]`,
      `[${host(1)}, ${host(2)}]`,
      `[${host(1)}, ${host(3)}, ${host(4)}, ${host(2)}]`,
    ],
    [`[${host(1)}, ${host(3)}]`, `[${host(1)}]`, `[${host(1)}, ${host(3)}, ${host(4)}]`],
    [
      `[ # all\n    ${host(1)}, # first\n    ${host(3)}, # second\n    ]`,
      `[ # all\n    ${host(1)}, # first\n    # second\n    ]`,
      `[ # all\n    ${host(1)}, # first\n    ${host(3)},\n    ${host(4)}, # second\n    ]`,
    ],
    [
      `[\n    ${host(3)},\n    ${host(1)}\n    ]`,
      `[\n    ${host(1)}\n    ]`,
      `[\n    ${host(3)},\n    ${host(4)},\n    ${host(1)}\n    ]`,
    ],
  ])('%s', (before, without, beside) => {
    expect(withoutHost(flow(before), hostName('cp3'))).toBe(flow(without));
    expect(withHostBeside(flow(before), TO_CP4)).toBe(flow(beside));
    expect(withoutHost(flow(beside), hostName('cp3'))).toBe(withHostReplaced(flow(before), TO_CP4));
  });
});

describe('SSH settings of the new host', () => {
  const asked = {...TO_CP4, sshUser: 'deploy', sshPort: 2222};
  const cp1 = hostYaml('cp1', '10.0.0.11', 'control-plane');
  const text = (more: string) => clusterYaml({hosts: cp1 + hostYaml('cp3', '10.0.0.13', 'control-plane', more)});

  test.each([
    ['', 'ssh: {user: deploy, port: 2222}'],
    ['ssh: {}', 'ssh: {user: deploy, port: 2222}'],
    ['ssh: {port: 22}', 'ssh: {user: deploy, port: 2222}'],
    ['ssh: { user: "root" } # known', 'ssh: {port: 2222,  user: "deploy" } # known'],
    ['ssh:\n  # ours\n  agent: false', 'ssh:\n  # ours\n  user: deploy\n  port: 2222\n  agent: false'],
    ['ssh:\n  port: 22\n  user: root', 'ssh:\n  port: 2222\n  user: deploy'],
  ])('%j becomes %j', (before, after) => {
    const renamed = (more: string) => text(more).replace('cp3', 'cp4').replace('10.0.0.13', '10.0.0.14');
    expect(withHostReplaced(text(before), asked)).toBe(renamed(after));
  });

  test('are not those of an alias', () => {
    const shared = text('ssh: *ssh').replace('address: 10.0.0.11', 'address: 10.0.0.11\n      ssh: &ssh {port: 22}');
    expect(codeOf(() => withHostReplaced(shared, asked))).toBe('config/hosts-not-editable');
    expect(codeOf(() => withHostReplaced(shared, TO_CP4))).toBe('written');
  });

  test('have its own address if the old host had one of its own for SSH', () => {
    const {hosts} = configOf(withHostReplaced(text('sshAddress: cp3.test'), TO_CP4));
    expect(hosts[1]).toMatchObject({name: 'cp4', address: '10.0.0.14', sshAddress: '10.0.0.14'});
    const named = withHostReplaced(text('sshAddress: cp3.test'), {...TO_CP4, sshAddress: 'cp4.test'});
    expect(named).toContain('sshAddress: cp4.test\n');
  });

  test('do not make it the host that quorate runs on', () => {
    expect(withHostReplaced(text('connection: local'), TO_CP4)).toContain('connection: ssh\n');
  });
});

describe('both hosts are not valid together', () => {
  test.each([
    [
      'with one address',
      clusterYaml({hosts: hostYaml('cp3', '10.0.0.13', 'control-plane')}),
      {...TO_CP4, address: '10.0.0.13'},
    ],
    [
      'as a third load balancer',
      clusterYaml({
        spec: 'endpoint: {host: 10.0.0.100}',
        hosts: [
          hostYaml('cp1', '10.0.0.11', 'control-plane'),
          hostYaml('cp2', '10.0.0.12', 'load-balancer'),
          hostYaml('cp3', '10.0.0.13', 'load-balancer'),
        ].join(''),
      }),
      TO_CP4,
    ],
  ])('%s', (_, text, replacement) => {
    expect(withHostBeside(text, replacement)).toBeUndefined();
    expect(configOf(withHostReplaced(text, replacement))).toEqual(withReplaced(configOf(text), replacement));
  });
});

describe('is refused', () => {
  const merged = `
  - &base
    name: cp3
    address: 10.0.0.13
    roles: [control-plane]
  - <<: *base
    name: cp2
    address: 10.0.0.12`;
  test.each([
    ['for an entry that is an alias', `x-old: &old ${host(3)}\n${flow('[*old]')}`, 'config/hosts-not-editable'],
    [
      'for a name of several lines',
      clusterYaml({hosts: hostYaml('>-\n    cp3', '10.0.0.13', 'control-plane')}),
      'config/hosts-not-editable',
    ],
    ['for a host that is not there', clusterYaml(), 'config/hosts-not-editable'],
    ['for a text that is not valid', 'spec: [', 'config/hosts-not-editable'],
  ])('%s', (_, text, code) => {
    expect(codeOf(() => withHostReplaced(text, TO_CP4))).toBe(code);
  });

  test('when another entry is merged from the host that goes', () => {
    const text = clusterYaml({hosts: merged});
    expect(codeOf(() => withoutHost(text, hostName('cp3')))).toBe('config/invalid');
    expect(codeOf(() => withHostReplaced(text, TO_CP4))).toBe('written');
    expect(codeOf(() => withHostReplaced(text, {...TO_CP4, sshPort: 2222}))).toBe('config/hosts-not-editable');
    const both = withHostBeside(text, TO_CP4)!;
    expect(withoutHost(both, hostName('cp3'))).toBe(withHostReplaced(text, TO_CP4));
  });
});

test('an IPv6 address is written in its canonical form, in quotes', () => {
  const text = clusterYaml({
    spec: 'network: {podCidr: "fd10::/56", serviceCidr: "fd20::/112"}',
    hosts: hostYaml('cp3', 'fd00:0::13', 'control-plane'),
  });
  expect(withHostReplaced(text, {...TO_CP4, address: 'FD00::14'})).toContain('address: "fd00::14"\n');
});

const comment = fc.stringMatching(/^[ -~äßü✓]{0,12}$/).map(text => `# ${text}`);
const between = fc.oneof(
  fc.constant(''),
  comment.map(text => `    ${text}\n`),
  fc.constant('\n'),
);
const entryText = (name: string) =>
  fc
    .record({
      quote: fc.constantFrom('', '"', "'"),
      behind: fc.option(comment),
      inside: between,
      isFlow: fc.boolean(),
      more: fc.constantFrom('', 'labels: {a: b}', 'ssh: {port: 23}'),
    })
    .map(({quote, behind, inside, isFlow, more}) => {
      const n = name.slice(-1);
      const tail = behind === null ? '' : ` ${behind}`;
      if (isFlow) return `    - ${host(Number(n), more === '' ? '' : `, ${more}`)}${tail}\n`;
      const last = more === '' ? '' : `      ${more}${tail}\n`;
      return `    - name: ${quote}${name}${quote}${tail}\n${inside}      address: 10.0.0.1${n}\n      roles: [control-plane]\n${last}`;
    });
const file = fc
  .tuple(
    between,
    entryText('cp1'),
    between,
    entryText('cp3'),
    between,
    entryText('cp2'),
    between,
    fc.shuffledSubarray([0, 1, 2], {minLength: 3}),
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([b1, e1, b2, e3, b3, e2, b4, order, crlf, mark, ended]) => {
    const [one, two, three] = order.map(index => [e1, e3, e2][index]!);
    const hosts = `${b1}${one}${b2}${two}${b3}${three}${b4}`;
    const text = `${clusterYaml({hosts: '\n- x'}).replace(/hosts:[\s\S]*$/, 'hosts:\n')}${hosts}`;
    const cut = ended ? text : text.replace(/\n+$/, '');
    return `${mark ? '\uFEFF' : ''}${crlf ? cut.replaceAll('\n', '\r\n') : cut}`;
  });

test('the edited text means the edited configuration, and every comment stays, whatever the file looks like', () => {
  const asked = fc.record({sshUser: fc.constantFrom(undefined, 'deploy'), sshPort: fc.constantFrom(undefined, 2222)});
  const comments = (text: string) => text.match(/#.*$/gm) ?? [];
  fc.assert(
    fc.property(file, asked, (text, {sshUser, sshPort}) => {
      const replacement = {...TO_CP4, ...(sshUser && {sshUser}), ...(sshPort && {sshPort})};
      const config = configOf(text);
      const replaced = withHostReplaced(text, replacement);
      const both = withHostBeside(text, replacement)!;
      const without = withoutHost(text, hostName('cp3'));
      expect(configOf(replaced)).toEqual(withReplaced(config, replacement));
      expect({...configOf(both)}).toEqual(withSuccessor(config, replacement));
      expect(configOf(without).hosts).toEqual(config.hosts.filter(({name}) => name !== 'cp3'));
      expect(withoutHost(both, hostName('cp3'))).toBe(replaced);
      expect(comments(replaced)).toEqual(comments(text));
      const lines = text.split('\n').filter(line => /^ *#/.test(line));
      expect(without.split('\n').filter(line => /^ *#/.test(line)).length).toBeLessThanOrEqual(lines.length);
    }),
    {numRuns: 40},
  );
});
