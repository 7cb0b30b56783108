import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import type {ConnectOptions} from '../../../../src/io/transport/connect.js';
import {connections, hostWith} from '../support/hosts.js';
import {knownHostsLine, newKey, temporaryHome} from '../support/keys.js';
import {type ServerOptions, startServer, type TestServer} from '../support/server.js';
import {hasSshd, startSshd} from '../support/sshd.js';

const hasSsh = spawnSync('ssh', ['-V']).status === 0;
const because = hasSsh ? '' : ' (skipped: ssh is not installed)';

const [hostKey, otherKey] = [newKey(), newKey('ecdsa')];
const [mine, stranger] = [newKey(), newKey()];

describe.skipIf(!hasSsh)(`the ssh of this machine${because}`, () => {
  let home: ReturnType<typeof temporaryHome>;
  let site: ReturnType<typeof connections>;
  let runtime: string;
  const servers: TestServer[] = [];

  beforeEach(() => {
    home = temporaryHome();
    site = connections();
    runtime = mkdtempSync(join(home.path, 'r'));
  });

  afterEach(async () => {
    await site.close();
    for (const server of servers.splice(0)) await server.stop();
    home.clean();
  });

  const serve = async (options: Partial<ServerOptions> = {}): Promise<TestServer> => {
    const server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public], ...options});
    servers.push(server);
    return server;
  };

  const connect = (ssh: Partial<SshSettings>, options: Partial<ConnectOptions> = {}) =>
    site.connect(
      hostWith({
        client: 'openssh',
        keyFiles: [home.file('key', mine.private)],
        knownHostsFile: join(home.path, 'known_hosts'),
        connectTimeoutSeconds: 5,
        ...ssh,
      }),
      {env: {PATH: process.env.PATH, XDG_RUNTIME_DIR: runtime}, ...options},
    );

  const know = (...lines: readonly string[]) => home.file('known_hosts', lines.join(''));
  const name = ({port}: TestServer) => `[127.0.0.1]:${port}`;

  test('connects, leaves no file behind, and ends with the transport', async () => {
    const server = await serve();
    know(knownHostsLine(name(server), hostKey));
    const transport = await connect({port: server.port});
    const {stdout} = await transport.exec({argv: ['echo', 'in'], title: 'greet', changes: false});
    expect([stdout.toString(), transport.target]).toEqual(['in\n', `root@127.0.0.1:${server.port}`]);
    expect(readdirSync(runtime)).toEqual([]);
    await transport.close();
    await expect.poll(() => server.connections.size).toBe(0);
  });

  test('uses keys, known hosts and users of the configuration for jump hosts too', async () => {
    const [first, second, last] = [await serve(), await serve(), await serve()];
    know(...[first, second, last].map(server => knownHostsLine(name(server), hostKey)));
    const transport = await connect({
      port: last.port,
      jumpHosts: [`ops@127.0.0.1:${first.port}`, `127.0.0.1:${second.port}`],
    });
    expect((await transport.exec({argv: ['true'], title: 'try', changes: false})).code).toBe(0);
    expect([first, second].map(({seen}) => seen.find(event => event.startsWith('offered')))).toEqual([
      'offered ops none',
      'offered root none',
    ]);
    expect([first, second].map(({seen}) => seen.filter(event => event.startsWith('forward')))).toEqual([
      [`forward ${second.port}`],
      [`forward ${last.port}`],
    ]);
  });

  const program = (file: string, script: string): string => {
    const path = join(home.path, file);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  test.each<[string, () => NodeJS.ProcessEnv]>([
    ['whose shell prints text without an end of line', () => ({SHELL: program('noisy', 'printf noise; exec sh "$@"')})],
    ['who has no shell', () => ({SHELL: '/usr/sbin/nologin'})],
    [
      'whose directory for sockets has a name that ssh would replace',
      () => {
        const directory = join(home.path, ['r $', '{HOME} %h ~'].join(''));
        mkdirSync(directory);
        return {XDG_RUNTIME_DIR: directory};
      },
    ],
    ['whose directory for sockets is too long', () => ({XDG_RUNTIME_DIR: join(home.path, 'x'.repeat(100))})],
    ['whose directory for sockets does not exist', () => ({XDG_RUNTIME_DIR: join(home.path, 'gone')})],
  ])('connects for an operator %s', async (_who, env) => {
    const server = await serve();
    const transport = await connect({port: server.port, hostKeys: 'off'}, {env: {PATH: process.env.PATH, ...env()}});
    expect((await transport.exec({argv: ['true'], title: 'try', changes: false})).code).toBe(0);
  });

  test('names a configuration of ssh that is not read in time, and stops when it is interrupted', async () => {
    const started = join(home.path, 'started');
    // Its child keeps the output open.
    program('ssh', `touch ${started}; sleep 60 & wait`);
    const env = {PATH: `${home.path}:${process.env.PATH}`, XDG_RUNTIME_DIR: runtime};
    await expect(connect({port: 9, connectTimeoutSeconds: 0.2}, {env})).rejects.toMatchObject({
      code: 'hosts/ssh-config-unreadable',
      message: expect.stringContaining('did not end within 0.4 s'),
    });
    rmSync(started);
    const stop = new AbortController();
    const connecting = expect(connect({port: 9}, {env, signal: stop.signal})).rejects.toMatchObject({
      code: 'interrupted/connect',
    });
    await expect.poll(() => existsSync(started)).toBe(true);
    stop.abort();
    await connecting;
    expect(readdirSync(runtime)).toEqual([]);
  });

  test('adds an unknown host key with accept-new', async () => {
    const server = await serve();
    await connect({port: server.port, hostKeys: 'accept-new'});
    expect(readFileSync(join(home.path, 'known_hosts'), 'utf8')).toContain(`${name(server)} ssh-ed25519 `);
  });

  test('accepts every host key with off, also a changed one', async () => {
    const server = await serve();
    know(knownHostsLine(name(server), otherKey));
    await connect({port: server.port, hostKeys: 'off'});
  });

  test('tries again when the server drops connections before the handshake', async () => {
    const server = await serve({dropFirst: 2});
    await connect({port: server.port, hostKeys: 'off'});
    expect(server.seen.filter(event => event === 'connected').length).toBeGreaterThan(0);
  });

  type Refusal = [string, string, (server: TestServer) => Partial<SshSettings>, Partial<ServerOptions>];
  const refusals: Refusal[] = [
    ['an unknown host key', 'hosts/unknown-host-key', () => ({}), {}],
    [
      'an unknown host key, checked strictly',
      'hosts/unknown-host-key',
      () => ({hostKeys: 'strict', set: ['hostKeys']}),
      {},
    ],
    [
      'a changed host key',
      'hosts/changed-host-key',
      server => ({knownHostsFile: know(knownHostsLine(name(server), newKey()))}),
      {},
    ],
    [
      'a revoked host key',
      'hosts/revoked-host-key',
      server => ({knownHostsFile: know(`@revoked ${knownHostsLine(name(server), hostKey)}`)}),
      {},
    ],
    [
      'a key that may not log in',
      'hosts/auth-refused',
      () => ({hostKeys: 'off', keyFiles: [home.file('k', stranger.private)]}),
      {},
    ],
    [
      'a jump host that refuses the key',
      'hosts/auth-refused',
      server => ({hostKeys: 'off', jumpHosts: [`127.0.0.1:${server.port}`], port: 9}),
      {welcome: []},
    ],
    [
      'a jump host that forwards nothing',
      'hosts/unreachable',
      server => ({hostKeys: 'off', jumpHosts: [`127.0.0.1:${server.port}`], port: 9}),
      {forwarding: false},
    ],
  ];

  test.each(refusals)('names %s', async (_name, code, ssh, options) => {
    const server = await serve(options);
    await expect(connect({port: server.port, ...ssh(server)})).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^cp-1 \(root@127\.0\.0\.1:\d+\): /),
      suggestions: expect.arrayContaining([expect.stringMatching(/^try it by hand: ssh -F none /)]),
    });
    expect(readdirSync(runtime)).toEqual([]);
  });

  test.skipIf(!hasSshd)('names a server without a common algorithm', async () => {
    const server = await startSshd(['Ciphers aes256-cbc']);
    await expect(connect(server.ssh)).rejects.toMatchObject({code: 'hosts/no-common-algorithm'});
    await server.stop();
  });

  test('names a closed port, and a name that does not exist', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as {port: number};
    await new Promise(resolve => server.close(resolve));
    await expect(connect({port})).rejects.toMatchObject({code: 'hosts/unreachable'});
    await expect(
      site.connect(hostWith({client: 'openssh', hostKeys: 'off'}, {sshAddress: 'cp-1.invalid'})),
    ).rejects.toMatchObject({code: 'hosts/unreachable', message: expect.stringContaining('cp-1.invalid')});
  });

  test('names a server that accepts and does not answer, and stops when it is interrupted', async () => {
    const idle = createServer(socket => socket.on('error', () => {}));
    await new Promise<void>(resolve => idle.listen(0, '127.0.0.1', resolve));
    const {port} = idle.address() as {port: number};
    await expect(connect({port, connectTimeoutSeconds: 0.4})).rejects.toMatchObject({code: 'hosts/unreachable'});
    const stop = new AbortController();
    const connecting = connect({port}, {signal: stop.signal});
    idle.once('connection', () => stop.abort());
    await expect(connecting).rejects.toMatchObject({code: 'interrupted/connect'});
    idle.close();
  });

  test('is named when it is not installed', async () => {
    await expect(connect({port: 1}, {env: {PATH: runtime, XDG_RUNTIME_DIR: runtime}})).rejects.toMatchObject({
      code: 'hosts/ssh-client-missing',
    });
  });
});
