import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import type {ConnectOptions} from '../../../../src/io/transport/connect.js';
import {connections, hostWith} from '../support/hosts.js';
import {temporaryHome} from '../support/keys.js';
import {securityKey, startRawAgent} from '../support/raw-agent.js';
import {hasSshd, type Sshd, startSshd} from '../support/sshd.js';

let home: ReturnType<typeof temporaryHome>;
let site: ReturnType<typeof connections>;
const endings: (() => unknown)[] = [];

beforeEach(() => {
  home = temporaryHome();
  mkdirSync(join(home.path, '.ssh'), {mode: 0o700});
  site = connections();
});

afterEach(async () => {
  await site.close();
  for (const end of endings.splice(0)) await end();
  home.clean();
});

const serve = async (...settings: readonly string[]): Promise<Sshd> => {
  const server = await startSshd(settings);
  endings.push(server.stop);
  return server;
};

/** Makes a key pair with ssh-keygen: NAME and NAME.pub in the home. */
const keyPair = (name: string, ...options: readonly string[]): string => {
  const file = join(home.path, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, ...options, '-f', file]);
  return file;
};

const publicLine = (file: string): string => readFileSync(`${file}.pub`, 'utf8');

/** The setting of a server that lets these keys in. */
const welcome = (...files: readonly string[]): string =>
  `AuthorizedKeysFile ${home.file('welcome', files.map(publicLine).join(''), 0o644)}`;

/** The real agent, with these keys. */
const startAgent = async (...files: readonly string[]): Promise<string> => {
  const socket = join(home.path, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], {stdio: ['ignore', 'pipe', 'inherit']});
  endings.push(() => agent.kill());
  await new Promise(resolve => agent.stdout.once('data', resolve));
  const env = {...process.env, SSH_AUTH_SOCK: socket};
  for (const file of files) execFileSync('ssh-add', ['-q', file], {env, stdio: 'ignore'});
  return socket;
};

const login = (server: Sshd, ssh: Partial<SshSettings>, options: Partial<ConnectOptions> & {agent?: string} = {}) => {
  const {agent, ...others} = options;
  const env = {HOME: home.path, ...(agent === undefined ? {} : {SSH_AUTH_SOCK: agent})};
  const settings = {...server.ssh, keyFiles: [], agent: agent !== undefined, ...ssh};
  return site.connect(hostWith(settings), {env, ...others});
};

const config = (...lines: readonly string[]): void => void home.file('.ssh/config', `${lines.join('\n')}\n`);

const unasked = () => Promise.reject(new Error('no passphrase should be asked for'));

const OLD_FORMAT = ['-m', 'PEM'];

describe.skipIf(!hasSshd)('a server of OpenSSH', () => {
  test.each([
    ['ed25519', []],
    ['rsa', ['-b', '2048']],
    ['rsa', ['-b', '2048', ...OLD_FORMAT]],
    ['rsa', ['-b', '2048', '-m', 'PKCS8']],
    ['ecdsa', ['-b', '256']],
    ['ecdsa', ['-b', '384', ...OLD_FORMAT]],
    ['ecdsa', ['-b', '521']],
  ])(
    'accepts a key of type %s made with %j, from a file and from an agent, also when it is encrypted',
    async (type, options) => {
      const [open, locked] = [
        keyPair('open', '-t', type, ...options),
        keyPair('locked', '-t', type, ...options, '-N', 'open sesame'),
      ];
      const server = await serve(welcome(open, locked));
      await login(server, {keyFiles: [open]});
      await login(server, {keyFiles: [locked]}, {secrets: async () => 'open sesame'});
      await login(server, {}, {agent: await startAgent(open), secrets: unasked});
    },
  );

  describe('with certificates of users', () => {
    let server: Sshd;
    let ca: string;

    beforeEach(async () => {
      ca = keyPair('ca');
      server = await serve('AuthorizedKeysFile none', `TrustedUserCAKeys ${ca}.pub`);
    });

    const certify = (file: string, validity = 'always:forever') =>
      execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'me', '-n', server.ssh.user, '-V', validity, `${file}.pub`]);

    const TYPES = ['ed25519', 'rsa', 'ecdsa'];

    test.each(TYPES)('accepts one beside a key of type %s', async type => {
      const file = keyPair('key', '-t', type);
      certify(file);
      await login(server, {keyFiles: [file]});
    });

    test.each(TYPES)(
      'accepts one in CertificateFile, whose key of type %s is in the agent or in a file',
      async type => {
        const file = keyPair('key', '-t', type);
        const agent = await startAgent(file);
        certify(file);
        renameSync(`${file}-cert.pub`, join(home.path, 'mine.pub'));
        config('Host *', ' CertificateFile ~/mine.pub', ' IdentitiesOnly yes');
        await login(server, {useConfig: true, keyFiles: [file]});
        renameSync(file, join(home.path, 'gone'));
        await login(server, {useConfig: true, keyFiles: []}, {agent});
      },
    );

    test.each(TYPES)('accepts one of type %s in the agent, also when only the certificate is there', async type => {
      const file = keyPair('key', '-t', type);
      certify(file);
      const agent = await startAgent(file);
      rmSync(file);
      await login(server, {}, {agent});
    });

    test('refuses an expired one, which the message names with its day', async () => {
      const file = keyPair('key');
      certify(file, '20200101:20210203');
      await expect(login(server, {keyFiles: [file]})).rejects.toMatchObject({
        code: 'hosts/auth-refused',
        message: expect.stringMatching(/key-cert\.pub \(expired on 2021-02-0[23]T\S+\), \S+key/),
      });
    });

    test('a certificate without its key, and the certificate of a host, are named', async () => {
      const [mine, other] = [keyPair('mine'), keyPair('other')];
      certify(other);
      execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'h', '-h', '-n', 'h', `${mine}.pub`]);
      config(`CertificateFile ${other}-cert.pub`, `CertificateFile ${mine}-cert.pub`, 'CertificateFile ~/missing');
      await expect(login(server, {useConfig: true, keyFiles: [mine]})).rejects.toMatchObject({
        message: expect.stringMatching(
          /other-cert\.pub \(its private key .*mine-cert\.pub \(it is no certificate of a user.*missing \(it does not exist/,
        ),
      });
    });
  });

  test('accepts a security key of an agent', async () => {
    const key = securityKey('my device');
    const agent = await startRawAgent(join(home.path, 'agent'), [key]);
    endings.push(agent.stop);
    const line = `sk-ssh-ed25519@openssh.com ${key.blob.toString('base64')}\n`;
    const server = await serve(`AuthorizedKeysFile ${home.file('welcome', line, 0o644)}`);
    await login(server, {}, {agent: agent.socket});
    expect(agent.signatures()).toBe(1);
  });

  describe('that ends a login after three tries', () => {
    const others = () => Array.from({length: 7}, (_, n) => keyPair(`other${n}`));

    test('says after how many keys, and advises to name one', async () => {
      const mine = keyPair('mine');
      const server = await serve(welcome(mine), 'MaxAuthTries 3');
      const agent = await startAgent(...others(), mine);
      await expect(login(server, {}, {agent})).rejects.toMatchObject({
        code: 'hosts/auth-refused',
        message: expect.stringMatching(
          /offered: 3 keys of the agent \(other0, other1, other2\); the server ended the login after 3 keys: /,
        ),
        suggestions: [
          expect.stringContaining('spec.ssh.keyFiles'),
          expect.stringMatching(/spec\.ssh\.agent to false.*IdentitiesOnly yes/),
          expect.stringContaining('MaxAuthTries'),
        ],
      });
    });

    test.each([
      ['a public key file', 'mine.pub', ['IdentitiesOnly yes']],
      ['a public key file, beside other keys', 'mine.pub', []],
      ['a private key whose public half alone is there', 'mine', ['IdentitiesOnly yes']],
    ])('accepts the key of the agent that is named by %s', async (_, name, lines) => {
      const mine = keyPair('mine');
      const server = await serve(welcome(mine), 'MaxAuthTries 3');
      const agent = await startAgent(...others(), mine);
      rmSync(mine);
      config('Host *', ` IdentityFile ~/${name}`, ...lines);
      await login(server, {useConfig: true}, {agent});
    });

    test('accepts an encrypted key that is named: its passphrase is asked once, and not at all if the agent has it', async () => {
      const mine = keyPair('mine', '-N', 'open sesame');
      const server = await serve(welcome(mine), 'MaxAuthTries 3');
      const agent = await startAgent(...others());
      let asked = 0;
      const secrets = async () => (++asked > 0 ? 'open sesame' : undefined);
      await login(server, {keyFiles: [mine]}, {agent, secrets});
      expect(asked).toBe(1);
    });

    test('asks for no passphrase of a key that the server does not accept', async () => {
      const [locked, mine] = [keyPair('locked', '-N', 'open sesame'), keyPair('mine')];
      const server = await serve(welcome(mine), 'MaxAuthTries 3');
      await login(server, {keyFiles: [locked, mine]}, {secrets: unasked});
    });
  });

  test('that wants more than a key is named for what it is', async () => {
    const mine = keyPair('mine');
    const server = await serve(welcome(mine), 'AuthenticationMethods publickey,password');
    await expect(login(server, {keyFiles: [mine]})).rejects.toMatchObject({
      code: 'hosts/auth-refused',
      message: expect.stringMatching(/the server accepted \S+\/mine, and also requires password/),
      suggestions: [expect.stringContaining('AuthenticationMethods publickey'), expect.stringContaining('openssh')],
    });
  });

  test('that wants two keys gets them', async () => {
    const [one, two] = [keyPair('one'), keyPair('two')];
    const server = await serve(welcome(one, two), 'AuthenticationMethods publickey,publickey');
    await login(server, {keyFiles: [one, two]});
    await expect(login(server, {keyFiles: [one]})).rejects.toMatchObject({
      message: expect.stringMatching(/accepted \S+\/one, and also requires publickey/),
    });
  });

  test('whose algorithms are newer than ours gets no advice to update it', async () => {
    const server = await serve('KexAlgorithms sntrup761x25519-sha512@openssh.com');
    await expect(login(server, {})).rejects.toMatchObject({
      code: 'hosts/no-common-algorithm',
      message: expect.stringContaining('sntrup761x25519-sha512@openssh.com'),
      suggestions: [expect.stringContaining('openssh'), expect.stringContaining('KexAlgorithms curve25519-sha256')],
    });
  });
});
