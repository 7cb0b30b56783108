import {type AddressInfo, createServer} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import type {Command} from '../../../../src/io/transport/transport.js';
import {connections, hostWith} from '../support/hosts.js';
import {newKey, temporaryHome} from '../support/keys.js';
import {type ServerOptions, startServer, type TestServer} from '../support/server.js';

const hostKey = newKey();
const mine = newKey();

let home: ReturnType<typeof temporaryHome>;
let site: ReturnType<typeof connections>;
const servers: TestServer[] = [];

beforeEach(() => {
  home = temporaryHome();
  site = connections();
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

const login = (port: number, ssh: Partial<SshSettings> = {}) =>
  site.connect(hostWith({port, hostKeys: 'off', keyFiles: [home.file('key', mine.private)], ...ssh}));

const sh = (script: string): Command => ({argv: ['sh', '-c', script], title: 'install kubelet', changes: false});

/** A closed port. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
};

test('a host with a closed port is unreachable', async () => {
  const port = await freePort();
  await expect(login(port)).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringContaining(`cp-1 (root@127.0.0.1:${port}): cannot connect: connection refused`),
    suggestions: [expect.stringMatching(new RegExp(`ssh -p ${port} -i \\S+/key root@127\\.0\\.0\\.1$`))],
  });
});

test('a host whose name cannot be resolved is unreachable', async () => {
  const host = hostWith({hostKeys: 'off'}, {sshAddress: 'cp-1.invalid'});
  await expect(site.connect(host)).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringMatching(/cp-1\.invalid:22\): cannot connect: its name/),
  });
});

test('a server that accepts and does not answer is unreachable after the timeout', async () => {
  const silent = createServer(() => {});
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  const {port} = silent.address() as AddressInfo;
  await expect(login(port, {connectTimeoutSeconds: 0.2})).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringContaining('no SSH connection within 0.2 s'),
    suggestions: [expect.stringContaining('ssh -p'), 'check that it is up and connected: ping 127.0.0.1'],
  });
  silent.close();
});

test('a server that speaks another protocol is unreachable', async () => {
  const old = createServer(socket => socket.write('SSH-1.5-ancient\r\n'));
  await new Promise<void>(resolve => old.listen(0, '127.0.0.1', resolve));
  const {port} = old.address() as AddressInfo;
  await expect(login(port)).rejects.toMatchObject({code: 'hosts/unreachable'});
  old.close();
});

test('connecting is interrupted by a signal', async () => {
  const silent = createServer(() => {});
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  const {port} = silent.address() as AddressInfo;
  const stop = new AbortController();
  const connecting = site.connect(hostWith({port, hostKeys: 'off'}), {signal: stop.signal});
  silent.once('connection', () => stop.abort());
  await expect(connecting).rejects.toMatchObject({code: 'interrupted/connect'});
  silent.close();
});

test('connections that are dropped before the handshake are retried', async () => {
  const server = await serve({dropFirst: 3});
  const transport = await login(server.port);
  expect((await transport.exec(sh('echo in'))).stdout.toString()).toBe('in\n');
});

test('at most eight handshakes at a time are made with one server', async () => {
  const server = await serve();
  await Promise.all(Array.from({length: 20}, () => login(server.port)));
  expect(server.mostHandshakes()).toBe(8);
});

test('a lost connection ends all of its commands, and their effect is reported as unknown', async () => {
  const server = await serve();
  const transport = await login(server.port);
  const running = [1, 2, 3].map(() => transport.exec(sh('echo started; sleep 60')));
  const outcome = Promise.allSettled(running);
  await expect.poll(() => server.seen.filter(event => event.includes('started')).length).toBe(3);
  server.cut();
  for (const result of await outcome) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'hosts/connection-lost',
        message: expect.stringMatching(
          /^cp-1 \(.*\): the connection was lost during "install kubelet" \(.*\); it is unknown whether/,
        ),
      },
    });
  }
  await expect(transport.exec(sh('true'))).rejects.toMatchObject({code: 'hosts/connection-lost'});
});

test('a connection that is lost during input ends the stream', async () => {
  const server = await serve();
  const transport = await login(server.port);
  let closed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(100_000);
    } finally {
      closed = true;
    }
  }
  const running = transport.exec({...sh('cat > /dev/null'), stdin: endless()});
  const outcome = expect(running).rejects.toMatchObject({code: 'hosts/connection-lost'});
  await expect.poll(() => server.seen.some(event => event.includes('cat > /dev/null'))).toBe(true);
  server.cut();
  await outcome;
  await expect.poll(() => closed).toBe(true);
});

test('commands run one after another on a server that opens one session at a time', async () => {
  const server = await serve({maxSessions: 1});
  const transport = await login(server.port);
  const answers = await Promise.all(Array.from({length: 12}, (_, n) => transport.exec(sh(`echo ${n}`))));
  expect(answers.map(({stdout}) => stdout.toString())).toEqual(answers.map((_, n) => `${n}\n`));
});

test('a server that opens no session is an error', async () => {
  const server = await serve({maxSessions: 0});
  await expect(login(server.port)).rejects.toMatchObject({code: 'hosts/no-session'});
  await expect.poll(() => server.connections.size).toBe(0);
});

test('a closed transport runs nothing more', async () => {
  const server = await serve();
  const transport = await login(server.port);
  await transport.close();
  await expect(transport.exec(sh('true'))).rejects.toMatchObject({code: 'hosts/connection-lost'});
  await expect.poll(() => server.connections.size).toBe(0);
});
