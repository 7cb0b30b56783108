import {chmodSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import ssh2, {type ParsedKey} from 'ssh2';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import type {ConnectOptions} from '../../../../src/io/transport/connect.js';
import {signatureOf} from '../../../../src/io/transport/ssh/signature.js';
import {startAgent} from '../support/agent.js';
import {connections, hostWith} from '../support/hosts.js';
import {lockedKey, newKey, parsed, temporaryHome} from '../support/keys.js';
import {startRawAgent} from '../support/raw-agent.js';
import {startServer, type TestServer} from '../support/server.js';

const hostKey = newKey();
const mine = newKey();
const locked = lockedKey('open sesame');
const stranger = newKey('ecdsa');

let home: ReturnType<typeof temporaryHome>;
let site: ReturnType<typeof connections>;
let server: TestServer;

beforeEach(async () => {
  home = temporaryHome();
  site = connections();
  server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public, locked.public], users: ['root']});
});

afterEach(async () => {
  await site.close();
  await server.stop();
  home.clean();
});

const login = (ssh: Partial<SshSettings>, options: Partial<ConnectOptions> = {}) =>
  site.connect(hostWith({port: server.port, hostKeys: 'off', ...ssh}), {env: {HOME: home.path}, ...options});

test('a refused login tells the user, what was offered, what could not be, and what to do', async () => {
  const keyFiles = [
    home.file('stranger', stranger.private),
    home.file('open', mine.private, 0o644),
    home.file('locked', locked.private),
    home.file('garbage', 'not a key'),
    join(home.path, 'missing'),
  ];
  await expect(
    login({keyFiles, agent: true}, {env: {SSH_AUTH_SOCK: join(home.path, 'no-agent')}}),
  ).rejects.toMatchObject({
    code: 'hosts/auth-refused',
    message: expect.stringMatching(
      new RegExp(
        [
          `cp-1 \\(root@127.0.0.1:${server.port}\\): permission denied for root; offered: \\S+/stranger, \\S+/locked;`,
          'the agent at \\S+/no-agent \\(connect ENOENT',
          '/open \\(other users can read it: chmod 600 ',
          '/locked \\(encrypted, and no terminal to ask for its passphrase\\)',
          '/garbage \\(Unsupported key format',
          '/missing \\(does not exist\\)',
        ].join('.*'),
      ),
    ),
    suggestions: [
      expect.stringContaining('spec.ssh.keyFiles'),
      expect.stringContaining(`ssh-copy-id -p ${server.port} root@127.0.0.1`),
      expect.stringContaining('spec.ssh.user'),
    ],
  });
});

test('a login without any key is refused with that reason', async () => {
  await expect(login({})).rejects.toMatchObject({
    code: 'hosts/auth-refused',
    message: expect.stringContaining('there was no key to offer'),
  });
});

test('a user the host does not know is refused', async () => {
  const refused = login({user: 'nobody', keyFiles: [home.file('key', mine.private)]});
  await expect(refused).rejects.toMatchObject({
    code: 'hosts/auth-refused',
    message: expect.stringContaining('for nobody'),
  });
});

test('a server that takes only passwords is named so', async () => {
  const passwords = await startServer({hostKeys: [hostKey.private], methods: ['password']});
  const refused = login({port: passwords.port, keyFiles: [home.file('key', mine.private)]});
  await expect(refused).rejects.toMatchObject({message: expect.stringContaining('the server only accepts password')});
  await passwords.stop();
});

test('tries every key file until one fits', async () => {
  await login({keyFiles: [home.file('stranger', stranger.private), home.file('mine', mine.private)]});
  expect(server.seen.filter(event => event === 'offered root publickey')).toHaveLength(3);
});

test('tries the usual key files of the home when none is named', async () => {
  mkdirSync(join(home.path, '.ssh'));
  home.file('.ssh/id_ecdsa', stranger.private);
  home.file('.ssh/id_rsa', mine.private);
  await login({});
  expect(server.seen).toContain('offered root publickey');
});

test('a passphrase is asked once for all hosts, again when it was wrong, and never when an earlier key is accepted', async () => {
  const asked: string[] = [];
  const secrets = async (file: string, again: boolean) => {
    asked.push(`${file}${again ? ' again' : ''}`);
    return again ? 'open sesame' : 'open barley';
  };
  const file = home.file('locked', locked.private);
  await login({keyFiles: [home.file('mine', mine.private), file]}, {secrets});
  expect(asked).toEqual([]);
  await Promise.all([1, 2, 3].map(() => login({keyFiles: [file]}, {secrets})));
  expect(asked).toEqual([file, `${file} again`]);
});

test('gives an encrypted key up after three wrong passphrases', async () => {
  let asked = 0;
  const secrets = async () => `guess ${++asked}`;
  await expect(login({keyFiles: [home.file('locked', locked.private)]}, {secrets})).rejects.toMatchObject({
    message: expect.stringContaining('wrong passphrase'),
  });
  expect(asked).toBe(3);
});

test('no passphrase is asked for a key file that the agent has, in the order of the key files', async () => {
  const opened = ssh2.utils.parseKey(locked.private, 'open sesame') as ParsedKey;
  const sign = (data: Buffer) => signatureOf(opened, data, undefined);
  const copy = {blob: locked.public.getPublicSSH(), comment: 'copy', sign};
  const other = {blob: stranger.public.getPublicSSH(), comment: 'other', sign};
  const agent = await startRawAgent(join(home.path, 'agent'), [other, copy]);
  const secrets = () => Promise.reject(new Error('no passphrase should be asked for'));
  const transport = await login(
    {agent: true, keyFiles: [home.file('locked', locked.private)]},
    {env: {SSH_AUTH_SOCK: agent.socket}, secrets},
  );
  expect((await transport.exec({argv: ['echo', 'in'], title: 'greet', changes: false})).stdout.toString()).toBe('in\n');
  expect(server.seen.filter(event => event === 'offered root publickey')).toHaveLength(2);
  await agent.stop();
});

test('a named key comes before the other keys of the agent, and a default one after them', async () => {
  const agent = await startAgent(join(home.path, 'agent'), [stranger]);
  const env = {HOME: home.path, SSH_AUTH_SOCK: agent.socket};
  const tries = async (ssh: Partial<SshSettings>) => {
    server.seen.length = 0;
    await login({agent: true, ...ssh}, {env});
    return server.seen.filter(event => event === 'offered root publickey').length;
  };
  mkdirSync(join(home.path, '.ssh'));
  expect(await tries({keyFiles: [home.file('.ssh/id_ed25519', mine.private)]})).toBe(2);
  expect(await tries({})).toBe(3);
  await agent.stop();
});

test('a signature that comes after the server has closed the connection is not sent', async () => {
  let release: () => void = () => {};
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  const agent = await startRawAgent(join(home.path, 'agent'), [
    {
      blob: mine.public.getPublicSSH(),
      comment: 'slow',
      sign: async data => {
        server.cut();
        await released;
        return signatureOf(parsed(mine.private), data, undefined);
      },
    },
  ]);
  const refused = login({agent: true}, {env: {SSH_AUTH_SOCK: agent.socket}});
  await expect(refused).rejects.toMatchObject({code: 'hosts/unreachable'});
  release();
  await expect.poll(() => agent.open()).toBe(0);
  await agent.stop();
});

test('a server that asks for no key at all lets its users in, as with ssh', async () => {
  const open = await startServer({hostKeys: [hostKey.private], methods: []});
  await login({port: open.port});
  expect(open.seen.slice(0, 2)).toEqual(['connected', 'offered root none']);
  await open.stop();
});

test('says how many keys of the agent were refused', async () => {
  const agent = await startAgent(join(home.path, 'agent'), [stranger]);
  await expect(login({agent: true}, {env: {SSH_AUTH_SOCK: agent.socket}})).rejects.toMatchObject({
    message: expect.stringContaining('offered: the key of the agent'),
  });
  await agent.stop();
});

test('an unreadable key file is reported differently from a missing one', async () => {
  const folder = temporaryHome();
  chmodSync(folder.path, 0o700);
  await expect(login({keyFiles: [folder.path]})).rejects.toMatchObject({
    message: expect.stringContaining(`${folder.path} (`),
  });
  folder.clean();
});
