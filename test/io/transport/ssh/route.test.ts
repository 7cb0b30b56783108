import {chmodSync, existsSync, mkdirSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {HostConfig, SshSettings} from '../../../../src/core/model/config.js';
import {parseJump} from '../../../../src/io/transport/ssh/jump-name.js';
import {routeTo} from '../../../../src/io/transport/ssh/route.js';
import {hostWith} from '../support/hosts.js';
import {temporaryHome} from '../support/keys.js';

let home: ReturnType<typeof temporaryHome>;

beforeEach(() => {
  home = temporaryHome();
  mkdirSync(join(home.path, '.ssh'));
});

afterEach(() => home.clean());

const route = (ssh: Partial<SshSettings> = {}, host: Partial<HostConfig> = {}, env: NodeJS.ProcessEnv = {}) =>
  routeTo(hostWith({useConfig: true, ...ssh}, {address: '10.0.0.5', ...host}), {HOME: home.path, ...env});

test('without a configuration file the settings of cluster.yaml hold', async () => {
  const [hop, ...others] = await route({port: 2222, knownHostsFile: '~/lab/known_hosts', keyFiles: ['~/lab/key']});
  expect(others).toEqual([]);
  expect(hop).toMatchObject({
    label: 'cp-1 (root@10.0.0.5:2222)',
    target: 'root@10.0.0.5:2222',
    keyFiles: [join(home.path, 'lab/key')],
    knownHostsFiles: [join(home.path, 'lab/known_hosts')],
    defaultKeyFiles: [],
  });
});

test('~/.ssh/config fills in what cluster.yaml leaves at its default', async () => {
  home.file(
    '.ssh/config',
    `host cp
  hostname %h.example
  USER admin
  Port 2200
  IdentityFile ~/keys/%r@%h
  IdentityFile %d/second
  UserKnownHostsFile ~/known-one ~/known-two
  HostKeyAlias alias
  IdentityAgent ~/agent.sock
Match exec "touch ${home.path}/executed"
  User never
`,
  );
  const [hop] = await route({agent: true}, {sshAddress: 'cp'});
  expect(hop).toMatchObject({
    target: 'admin@cp.example:2200',
    keyName: 'alias',
    keyPort: 22,
    keyFiles: [join(home.path, 'keys/admin@cp.example'), join(home.path, 'second')],
    knownHostsFiles: [join(home.path, 'known-one'), join(home.path, 'known-two'), '/etc/ssh/ssh_known_hosts'],
    agent: join(home.path, 'agent.sock'),
  });
});

test('what cluster.yaml says explicitly wins over ~/.ssh/config', async () => {
  home.file(
    '.ssh/config',
    'Host *\n User me\n Port 2200\n IdentityFile ~/mine\n UserKnownHostsFile ~/mine\n ProxyJump there\n',
  );
  const [jump, hop] = await route({
    user: 'ops',
    port: 2222,
    keyFiles: ['/keys/ops'],
    knownHostsFile: '/known',
    jumpHosts: ['ops@bastion:2022'],
  });
  expect(jump).toMatchObject({target: 'ops@bastion:2022', keyFiles: ['/keys/ops']});
  expect(hop).toMatchObject({target: 'ops@10.0.0.5:2222', keyFiles: ['/keys/ops'], knownHostsFiles: ['/known']});
});

test('useConfig: false reads no configuration', async () => {
  home.file('.ssh/config', 'Host *\n User me\n');
  const [hop] = await route({useConfig: false});
  expect(hop?.target).toBe('root@10.0.0.5:22');
});

test('Match exec never applies and never runs', async () => {
  home.file('.ssh/config', `Match exec "touch ${home.path}/executed"\n  User never\n`);
  const [hop] = await route();
  expect(hop?.user).toBe('root');
  expect(existsSync(join(home.path, 'executed'))).toBe(false);
});

test('ProxyJump names the hops, each with its own section', async () => {
  home.file(
    '.ssh/config',
    'Host 10.0.0.*\n ProxyJump near,ssh://me@far:2022\nHost near\n HostName near.example\n User gate\n',
  );
  expect((await route()).map(({label}) => label)).toEqual([
    'jump host gate@near.example:22',
    'jump host me@far:2022',
    'cp-1 (root@10.0.0.5:22)',
  ]);
  home.file('.ssh/config', 'Host *\n ProxyJump none\n ProxyCommand none\n');
  expect(await route()).toHaveLength(1);
});

test('a ProxyCommand is the connection of the nearest hop, with the tokens of its own section', async () => {
  home.file(
    '.ssh/config',
    'Host 10.0.0.5\n ProxyJump near\nHost near\n HostName near.example\n Port 2022\n User gate\n ProxyCommand nc -x "%n" %h %p %r %% %u\n',
  );
  const [near, hop] = await route();
  expect(near).toMatchObject({
    label: 'jump host gate@near.example:2022',
    proxyCommand: 'nc -x "near" near.example 2022 gate % %u',
  });
  expect(hop?.proxyCommand).toBeUndefined();
});

test('a user of cluster.yaml cannot add to a ProxyCommand', async () => {
  home.file('.ssh/config', 'Host *\n ProxyCommand proxy %r@%h\n');
  await expect(route({user: 'me;touch'})).rejects.toMatchObject({code: 'hosts/unsupported-ssh-config'});
  expect((await route({user: 'DOMAIN\\me'}))[0]?.proxyCommand).toBe('proxy DOMAIN\\me@10.0.0.5');
});

test('a ProxyCommand that passes a file descriptor is refused by name', async () => {
  home.file('.ssh/config', 'Host *\n ProxyCommand nc -F %h %p\n ProxyUseFdpass yes\n');
  await expect(route()).rejects.toMatchObject({
    code: 'hosts/unsupported-ssh-config',
    message: expect.stringContaining('ProxyUseFdpass'),
  });
});

test('the ProxyJump of the first jump host is followed, and that of the others is not, as with ssh', async () => {
  home.file(
    '.ssh/config',
    'Host 10.0.0.5\n ProxyJump b,c\nHost b\n ProxyJump %r@a:2022\n User bee\nHost c\n ProxyJump elsewhere\n',
  );
  expect((await route()).map(({target}) => target)).toEqual([
    'bee@a:2022',
    'bee@b:22',
    'root@c:22',
    'root@10.0.0.5:22',
  ]);
});

test.each([
  ['a host', 'Host *\n ProxyJump bastion\n'],
  ['two hosts', 'Host 10.*\n ProxyJump a\nHost a\n ProxyJump b\nHost b\n ProxyJump a\n'],
])('a ProxyJump that leads back to %s is refused, with the advice to end it', async (_, text) => {
  home.file('.ssh/config', text);
  await expect(route()).rejects.toMatchObject({
    code: 'hosts/unsupported-ssh-config',
    suggestions: [expect.stringContaining('ProxyJump none')],
  });
});

test('the jump hosts of cluster.yaml are the complete route', async () => {
  home.file('.ssh/config', 'Host *\n ProxyJump there\nHost bastion\n ProxyCommand nc %h %p\n');
  expect((await route({jumpHosts: ['bastion']})).map(({target}) => target)).toEqual([
    'root@bastion:22',
    'root@10.0.0.5:22',
  ]);
});

test('a setting of cluster.yaml wins over ~/.ssh/config, also when it is the default', async () => {
  home.file('.ssh/config', 'Host *\n User admin\n Port 2200\n UserKnownHostsFile /dev/null\n');
  const [hop] = await route({set: ['user', 'port', 'knownHostsFile']});
  const knownHosts = join(home.path, '.ssh/known_hosts');
  expect(hop).toMatchObject({target: 'root@10.0.0.5:22', knownHostsFiles: [knownHosts], newKeysFile: knownHosts});
  expect((await route())[0]?.target).toBe('admin@10.0.0.5:2200');
});

test('Match user compares the user of cluster.yaml', async () => {
  home.file('.ssh/config', 'Match user ops\n Port 2\nMatch user root\n Port 3\n');
  expect((await route({user: 'ops'}))[0]?.port).toBe(2);
  expect((await route())[0]?.port).toBe(3);
});

test('paths have quotes, tokens and variables', async () => {
  home.file(
    '.ssh/config',
    `Host cp
  HostName cp.example
  HostKeyAlias al
  User me
  Port 2200
  IdentityFile "~/my keys/%n-%h-%p-%r-%k-%%"
  IdentityFile \${KEYS}/one
  IdentityFile \${UNSET}/two
  CertificateFile %d/%i/%u
  UserKnownHostsFile "~/my hosts/%h" \${KEYS}/kh none
  GlobalKnownHostsFile /etc/all
  IdentityAgent \${KEYS}/%h.sock
  RevokedHostKeys ~/revoked
  IdentitiesOnly yes
`,
  );
  const [hop] = await route({agent: true}, {sshAddress: 'cp'}, {KEYS: '/keys'});
  expect(hop).toMatchObject({
    keyFiles: [join(home.path, 'my keys/cp-cp.example-2200-me-al-%'), '/keys/one', `\${UNSET}/two`],
    certificateFiles: [join(home.path, String(process.getuid?.()), userInfo().username)],
    knownHostsFiles: [join(home.path, 'my hosts/cp.example'), '/keys/kh', '/etc/all'],
    newKeysFile: join(home.path, 'my hosts/cp.example'),
    agent: '/keys/cp.example.sock',
    revokedHostKeys: join(home.path, 'revoked'),
    identitiesOnly: true,
  });
});

test.each(['/dev/null', 'none'])('UserKnownHostsFile %s stores no keys', async file => {
  home.file('.ssh/config', `UserKnownHostsFile ${file}\n`);
  const [hop] = await route();
  expect(hop).not.toHaveProperty('newKeysFile');
  expect(hop?.knownHostsFiles).toContain('/etc/ssh/ssh_known_hosts');
});

test('an alias has no port in known_hosts', async () => {
  home.file('.ssh/config', 'HostKeyAlias alias\nPort 2200\n');
  expect((await route())[0]).toMatchObject({keyName: 'alias', keyPort: 22});
});

test.each([0o620, 0o602])(
  'a configuration that others may write, mode %o, is refused: it names commands',
  async mode => {
    chmodSync(home.file('.ssh/config', 'User me\n'), mode);
    await expect(route()).rejects.toMatchObject({code: 'hosts/ssh-config-unreadable'});
  },
);

test('a quote without an end is refused with its line', async () => {
  home.file('.ssh/config', 'User me\nIdentityFile "~/my key\n');
  await expect(route()).rejects.toMatchObject({
    code: 'hosts/ssh-config-unreadable',
    message: expect.stringContaining('config line 2: '),
  });
});

test('reads included files, and what follows them belongs to no section of theirs', async () => {
  mkdirSync(join(home.path, '.ssh/config.d'));
  home.file('.ssh/config.d/10-lab', 'Host lab\n User lab\n');
  home.file('.ssh/config.d/20-mine', 'Host 10.0.0.5\n User me\n');
  home.file('.ssh/config', 'Include config.d/* missing\nPort 2200\n');
  const [hop] = await route();
  expect(hop?.target).toBe('me@10.0.0.5:2200');
});

test('files that include each other without end are refused', async () => {
  home.file('.ssh/config', 'Include config\n');
  await expect(route()).rejects.toMatchObject({code: 'hosts/ssh-config-unreadable'});
});

test('a configuration that cannot be read is refused', async () => {
  mkdirSync(join(home.path, '.ssh/config'));
  await expect(route()).rejects.toMatchObject({
    code: 'hosts/ssh-config-unreadable',
    message: expect.stringContaining(join(home.path, '.ssh/config')),
  });
});

test('asks the agent of the environment unless it is switched off', async () => {
  const env = {SSH_AUTH_SOCK: '/run/agent'};
  expect((await route({agent: true}, {}, env))[0]?.agent).toBe('/run/agent');
  expect((await route({agent: false}, {}, env))[0]?.agent).toBeUndefined();
  home.file('.ssh/config', 'IdentityAgent none\n');
  expect((await route({agent: true}, {}, env))[0]?.agent).toBeUndefined();
});

test.each([
  ['bastion', {host: 'bastion'}],
  ['me@bastion:2022', {host: 'bastion', user: 'me', port: 2022}],
  ['[fe80::1]:2022', {host: 'fe80::1', port: 2022}],
  ['me@2001:db8::1', {host: '2001:db8::1', user: 'me'}],
  ['me@corp@bastion', {host: 'bastion', user: 'me@corp'}],
  ['ssh://me@bastion:2022', {host: 'bastion', user: 'me', port: 2022}],
])('reads the jump host %s', (text, jump) => {
  expect(parseJump(text)).toEqual(jump);
});

test.each(['', 'me@', 'bastion:ssh', 'a b:c'])('refuses the jump host "%s"', text => {
  expect(() => parseJump(text)).toThrow('is not a jump host');
});
