import {chmodSync, existsSync, mkdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Algorithms} from 'ssh2';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import {fingerprint} from '../../../../src/io/transport/ssh/known-hosts/fingerprint.js';
import {connections, hostWith} from '../support/hosts.js';
import {knownHostsLine, newKey, temporaryHome} from '../support/keys.js';
import {startServer, type TestServer} from '../support/server.js';

const hostKey = newKey();
const otherKey = newKey();
const clientKey = newKey();
const shown = fingerprint(hostKey.public.getPublicSSH());

let home: ReturnType<typeof temporaryHome>;
let site: ReturnType<typeof connections>;
let server: TestServer;

beforeEach(async () => {
  home = temporaryHome();
  site = connections();
  server = await startServer({hostKeys: [hostKey.private], welcome: [clientKey.public]});
});

afterEach(async () => {
  await site.close();
  await server.stop();
  home.clean();
});

const here = () => `[127.0.0.1]:${server.port}`;

const connectWith = (ssh: Partial<SshSettings>) =>
  site.connect(hostWith({port: server.port, keyFiles: [home.file('key', clientKey.private)], ...ssh}));

const knownHosts = (...lines: string[]) => ({knownHostsFile: home.file('known_hosts', lines.join(''))});

const noCredentialsShown = () => server.seen.filter(event => event.startsWith('offered')).length === 0;

test('an unknown host is refused with its fingerprint and the command that adds it, before any login', async () => {
  const refused = connectWith(knownHosts(knownHostsLine('10.9.9.9', hostKey)));
  await expect(refused).rejects.toMatchObject({
    code: 'hosts/unknown-host-key',
    message: expect.stringContaining(`cp-1 (root@127.0.0.1:${server.port}): unknown host key: ssh-ed25519 ${shown}`),
    suggestions: [
      expect.stringContaining('ssh-keygen -lf'),
      expect.stringContaining(`ssh-keyscan -p ${server.port} 127.0.0.1 >> `),
      expect.stringContaining('accept-new'),
    ],
  });
  expect(noCredentialsShown()).toBe(true);
});

test('a missing known_hosts file has no hosts', async () => {
  await expect(connectWith({knownHostsFile: join(home.path, 'none')})).rejects.toMatchObject({
    code: 'hosts/unknown-host-key',
  });
});

test('a changed key is refused with both fingerprints and the line of the old one, before any login', async () => {
  const old = fingerprint(otherKey.public.getPublicSSH());
  for (const hostKeys of ['strict', 'accept-new'] as const) {
    const refused = connectWith({hostKeys, ...knownHosts('# mine\n', knownHostsLine(here(), otherKey))});
    await expect(refused).rejects.toMatchObject({
      code: 'hosts/changed-host-key',
      message: expect.stringMatching(new RegExp(`${escaped(shown)}.*${escaped(old)}.*known_hosts line 2`)),
      suggestions: [
        expect.stringContaining('ssh-keygen -lf'),
        expect.stringContaining(`ssh-keygen -R '${here()}'`),
        expect.stringContaining(`ssh-keyscan -p ${server.port} 127.0.0.1 >> `),
      ],
    });
  }
  expect(noCredentialsShown()).toBe(true);
});

test('a revoked key is refused, also where new ones are accepted', async () => {
  for (const hostKeys of ['strict', 'accept-new'] as const) {
    const refused = connectWith({hostKeys, ...knownHosts(knownHostsLine('@revoked *', hostKey))});
    await expect(refused).rejects.toMatchObject({
      code: 'hosts/revoked-host-key',
      message: expect.stringContaining('known_hosts line 1'),
    });
  }
});

test('an @cert-authority line is reported as unsupported', async () => {
  await expect(connectWith(knownHosts(knownHostsLine('@cert-authority *', otherKey)))).rejects.toMatchObject({
    code: 'hosts/unknown-host-key',
    message: expect.stringContaining('has an @cert-authority, but host certificates are not supported'),
  });
});

test('accept-new adds an unknown host to a file of its owner, once for many connections, and is strict from then on', async () => {
  const knownHostsFile = join(home.path, '.ssh', 'known_hosts');
  await Promise.all([1, 2, 3].map(() => connectWith({hostKeys: 'accept-new', knownHostsFile})));
  expect(readFileSync(knownHostsFile, 'utf8')).toBe(knownHostsLine(here(), hostKey));
  expect(statSync(knownHostsFile).mode & 0o777).toBe(0o600);
  expect(statSync(join(home.path, '.ssh')).mode & 0o777).toBe(0o700);
  await connectWith({hostKeys: 'strict', knownHostsFile});
});

test('accept-new keeps a last line without a newline', async () => {
  const line = knownHostsLine('10.9.9.9', otherKey).trimEnd();
  const {knownHostsFile} = knownHosts(line);
  await connectWith({hostKeys: 'accept-new', knownHostsFile});
  expect(readFileSync(knownHostsFile, 'utf8')).toBe(`${line}\n${knownHostsLine(here(), hostKey)}`);
});

describe('with UserKnownHostsFile /dev/null in ~/.ssh/config', () => {
  const connectHere = (ssh: Partial<SshSettings>) => {
    mkdirSync(join(home.path, '.ssh'), {recursive: true});
    home.file('.ssh/config', 'UserKnownHostsFile /dev/null\nGlobalKnownHostsFile /dev/null\n');
    const host = hostWith({
      port: server.port,
      keyFiles: [home.file('key', clientKey.private)],
      useConfig: true,
      ...ssh,
    });
    return site.connect(host, {env: {HOME: home.path}});
  };

  test('strict knows no host, and advises to set a file', async () => {
    await expect(connectHere({})).rejects.toMatchObject({
      code: 'hosts/unknown-host-key',
      message: expect.stringContaining('stores no host keys (UserKnownHostsFile)'),
      suggestions: [
        expect.stringContaining('ssh-keygen -lf'),
        expect.stringMatching(
          /set spec\.ssh\.knownHostsFile to ~\/\.ssh\/known_hosts .* ssh-keyscan .* >> ~\/\.ssh\/known_hosts$/,
        ),
        expect.stringContaining('accept-new'),
      ],
    });
  });

  test('accept-new accepts every host and stores nothing', async () => {
    await connectHere({hostKeys: 'accept-new'});
    expect(existsSync(join(home.path, '.ssh/known_hosts'))).toBe(false);
  });
});

test('accept-new writes to what is no regular file', async () => {
  await connectWith({hostKeys: 'accept-new', knownHostsFile: '/dev/null'});
});

test('an advised command quotes a file with a blank', async () => {
  const knownHostsFile = join(home.path, 'my hosts');
  await expect(connectWith({knownHostsFile})).rejects.toMatchObject({
    suggestions: [expect.anything(), expect.stringContaining(` >> '${knownHostsFile}'`), expect.anything()],
  });
});

describe('with RevokedHostKeys in ~/.ssh/config', () => {
  const connectHere = (revoked: string) => {
    mkdirSync(join(home.path, '.ssh'), {recursive: true});
    home.file('.ssh/config', `RevokedHostKeys ${revoked}\n`);
    const known = knownHosts(knownHostsLine(here(), hostKey));
    const keyFiles = [home.file('key', clientKey.private)];
    return site.connect(hostWith({port: server.port, keyFiles, useConfig: true, ...known}), {env: {HOME: home.path}});
  };
  const line = ({public: key}: typeof hostKey) => `${key.type} ${key.getPublicSSH().toString('base64')} comment\n`;

  test('a listed key is refused, and others are accepted', async () => {
    await connectHere(home.file('revoked', `# old\n${line(otherKey)}`));
    const file = home.file('revoked', line(otherKey) + line(hostKey));
    await expect(connectHere(file)).rejects.toMatchObject({
      code: 'hosts/revoked-host-key',
      message: expect.stringContaining(file),
    });
    expect(noCredentialsShown()).toBe(false);
  });

  test('no host is accepted without the file', async () => {
    await expect(connectHere(join(home.path, 'missing'))).rejects.toMatchObject({code: 'hosts/known-hosts-unreadable'});
    expect(server.seen).toEqual([]);
  });

  test('a key revocation list is named as unsupported', async () => {
    await expect(connectHere(home.file('krl', 'SSHKRL\n\0rest'))).rejects.toMatchObject({
      code: 'hosts/unsupported-ssh-config',
      message: expect.stringContaining('KRL'),
    });
    expect(server.seen).toEqual([]);
  });
});

test('off neither reads nor writes a file', async () => {
  const knownHostsFile = join(home.path, 'known_hosts');
  await connectWith({hostKeys: 'off', knownHostsFile});
  expect(existsSync(knownHostsFile)).toBe(false);
});

test('no connection is made when the file cannot be read', async () => {
  const folder = join(home.path, 'known_hosts');
  mkdirSync(folder);
  chmodSync(folder, 0o700);
  for (const hostKeys of ['strict', 'accept-new'] as const) {
    await expect(connectWith({hostKeys, knownHostsFile: folder})).rejects.toMatchObject({
      code: 'hosts/known-hosts-unreadable',
      message: expect.stringContaining(folder),
    });
  }
  expect(server.seen).toEqual([]);
});

test('a server with several keys is asked for the known one', async () => {
  const ecdsa = newKey('ecdsa');
  const two = await startServer({hostKeys: [hostKey.private, ecdsa.private], welcome: [clientKey.public]});
  const line = knownHostsLine(`[127.0.0.1]:${two.port}`, ecdsa);
  await connectWith({port: two.port, ...knownHosts(line)});
  await two.stop();
});

test.each<[string, Algorithms]>([
  ['SHA-1 MACs', {hmac: ['hmac-sha1'], cipher: ['aes128-ctr']}],
  ['CBC ciphers', {cipher: ['aes128-cbc']}],
])('a server that only speaks %s is refused', async (_, algorithms) => {
  const old = await startServer({hostKeys: [hostKey.private], algorithms});
  await expect(connectWith({port: old.port, hostKeys: 'off'})).rejects.toMatchObject({
    code: 'hosts/no-common-algorithm',
  });
  await old.stop();
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
