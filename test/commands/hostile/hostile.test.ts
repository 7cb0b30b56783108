import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Config} from '@oclif/core';
import {captureOutput} from '@oclif/test';
import {generateIdentity, identityToRecipient} from 'age-encryption';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {EXIT_CODES} from '../../../src/core/codes/exit-code.js';
import {knownHostsLine, newKey, temporaryHome} from '../../io/transport/support/keys.js';
import {writeFakeBundle} from '../../support/fake-bundle.js';
import {everyCommand} from '../classes.js';
import {writeDemoBackup} from './backup-file.js';
import {BEHAVIOURS} from './behaviours.js';
import {type Behaviour, hostileServer} from './server.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const commands = await everyCommand(root);

/** Every command that asks hosts, with arguments that let it change as much as it can. */
const ASKING: Readonly<Record<string, readonly string[]>> = {
  apply: [],
  backup: ['--passphrase-file', 'passphrase'],
  'etcd alarm disarm': ['--yes'],
  'etcd alarm list': [],
  'etcd defrag': ['--yes'],
  'etcd members': [],
  'etcd recover': ['--confirm', 'demo'],
  'etcd restore': ['--discard-old', '--yes'],
  'etcd snapshot list': [],
  'etcd snapshot save': [],
  'etcd snapshot schedule': [],
  init: [],
  join: ['w1'],
  kubeconfig: ['--merge'],
  'lock release': ['--yes'],
  'lock status': [],
  'pki list': [],
  'pki renew': ['--yes'],
  'pki rotate-ca': ['ca', '--yes'],
  'pki rotate-encryption': ['--yes'],
  plan: [],
  remove: ['w1', '--yes'],
  replace: ['w1', 'w1', '--yes'],
  restore: ['demo.backup', '--identity-file', 'identity', '--confirm', 'demo'],
  reset: ['--all', '--confirm', 'demo'],
  'topology check': [],
  upgrade: ['--yes'],
  'upgrade plan': [],
};

/** These connect to no host of a configuration; the lab and its hosts are on this machine. */
const ALONE: readonly string[] = [
  'bundle build',
  'bundle fetch',
  'bundle list',
  'bundle serve',
  'bundle verify',
  'config schema',
  'config validate',
  'explain',
  'help stages',
  'lab bench',
  'lab down',
  'lab exec',
  'lab heal',
  'lab list',
  'lab partition',
  'lab poweroff',
  'lab replace',
  'lab start',
  'lab up',
  'quickstart',
];

/** It is refused for this configuration, whose CAs are on the hosts. What it asks them, `apply` asks too. */
const REFUSED: readonly string[] = ['pki import'];

test('every command is in one of the lists', () => {
  const named = [...Object.keys(ASKING), ...ALONE, ...REFUSED];
  expect(named.toSorted()).toEqual(commands.map(({name}) => name).toSorted());
});

const home = temporaryHome();
const state = join(home.path, 'state');
let behaviour: Behaviour = () => 'endless';
const servers = await Promise.all(
  ['cp1', 'w1'].map(async () => {
    const key = newKey();
    return {...(await hostileServer(key, () => behaviour)), key};
  }),
);
const before = {env: {...process.env}, cwd: process.cwd()};
let config: Config;

const YAML = `
apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  kubernetesVersion: 1.36.3
  endpoint: {host: 10.0.0.11, port: 6443}
  artifacts: {bundle: ./bundle}
  ssh: {useConfig: false, agent: false, keyFiles: [~/key], knownHostsFile: ~/known_hosts}
  hosts:
    - {name: cp1, address: 10.0.0.11, sshAddress: 127.0.0.1, roles: [control-plane], ssh: {port: ${servers[0]!.port}}}
    - {name: w1, address: 10.0.0.21, sshAddress: 127.0.0.1, roles: [worker], ssh: {port: ${servers[1]!.port}}}
`;

beforeAll(async () => {
  home.file('key', newKey().private);
  home.file('known_hosts', servers.map(({port, key}) => knownHostsLine(`[127.0.0.1]:${port}`, key)).join(''));
  home.file('cluster.yaml', YAML);
  home.file('passphrase', 'a passphrase of a test\n');
  const identity = await generateIdentity();
  home.file('identity', `${identity}\n`);
  await writeDemoBackup(join(home.path, 'demo.backup'), YAML, await identityToRecipient(identity));
  await writeFakeBundle(join(home.path, 'bundle'), {arches: ['amd64'], size: 100});
  Object.assign(process.env, {HOME: home.path, XDG_STATE_HOME: state, KUBECONFIG: join(home.path, 'kubeconfig')});
  process.chdir(home.path);
  config = await Config.load({root});
}, 60_000);

afterAll(async () => {
  process.chdir(before.cwd);
  process.env = before.env;
  await Promise.all(servers.map(server => server.stop()));
  home.clean();
});

/** All files of the operator but those that quorate keeps for itself. */
const files = (): readonly string[] =>
  readdirSync(home.path, {recursive: true, encoding: 'utf8'})
    .map(path => join(home.path, path))
    .filter(path => !path.startsWith(state) && statSync(path).isFile())
    .map(
      path =>
        `${path} ${statSync(path).mode.toString(8)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`,
    )
    .toSorted();

const logs = (): string => {
  const folder = join(state, 'quorate', 'logs');
  return readdirSync(folder)
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('');
};

/** What a terminal would obey, or what hides or turns text: everything but line ends and tabs. */
const COMMANDING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Cf}\p{Cs}]/u;
const EXITS: readonly number[] = [0, ...Object.values(EXIT_CODES)];

async function run(name: string, ...more: readonly string[]) {
  const type = commands.find(each => each.name === name)!.type as unknown as {
    run(argv: readonly string[], config: Config): Promise<unknown>;
  };
  process.exitCode = undefined;
  const asked = () => servers.reduce((sum, {seen}) => sum + seen.commands, 0);
  const started = asked();
  const {stdout, stderr, error} = await captureOutput(() => type.run([...ASKING[name]!, ...more], config), {
    stripAnsi: false,
  });
  const thrown = error as {oclif?: {exit?: number}; code?: string} | undefined;
  const exit = thrown?.oclif?.exit ?? Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return {stdout, stderr, exit, error: thrown?.code === 'EEXIT' ? undefined : thrown, asked: asked() - started};
}

/** Of the log, of this process, and of the result. */
const expectHarmless = ({stdout, stderr, exit, error, asked}: Awaited<ReturnType<typeof run>>): void => {
  expect(error).toBeUndefined();
  expect(asked).toBeGreaterThan(0);
  expect(stdout).not.toMatch(COMMANDING);
  expect(stderr).not.toMatch(COMMANDING);
  expect(EXITS).toContain(exit);
  expect(`${stdout}${stderr}`).not.toMatch(BUG);
};

const BUG = /internal error|"internal\/|TypeError|RangeError/;

describe.each(Object.entries(BEHAVIOURS))('a host that %s', (_, [hostile, ...modes]) => {
  test.each(Object.keys(ASKING))(
    'changes nothing on this machine and prints only text: quorate %s',
    async name => {
      behaviour = hostile;
      const [untouched, memory] = [files(), process.memoryUsage().rss];
      if (modes.includes('text')) expectHarmless(await run(name));
      if (modes.includes('json')) {
        const json = await run(name, '--json', '--verbose');
        expectHarmless(json);
        for (const text of [json.stdout, ...json.stderr.split('\n').filter(Boolean)])
          expect(() => JSON.parse(text)).not.toThrow();
      }
      expect(files()).toEqual(untouched);
      expect(logs()).not.toMatch(COMMANDING);
      expect(process.memoryUsage().rss - memory).toBeLessThan(MOST_MEMORY);
    },
    60_000,
  );
});

/** Both ends of two connections are in this process, and garbage is collected late. */
const MOST_MEMORY = 600 * 2 ** 20;
