import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import {sshWire} from '../../../../src/io/transport/ssh/ssh-transport.js';
import {connections, hostWith} from '../support/hosts.js';
import {knownHostsLine, newKey, temporaryHome} from '../support/keys.js';
import {type ServerOptions, startServer, type TestServer} from '../support/server.js';

const bastionKey = newKey();
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

const at = ({port}: TestServer) => `[127.0.0.1]:${port}`;

const connectTo = (target: TestServer, ssh: Partial<SshSettings>) =>
  site.connect(hostWith({port: target.port, keyFiles: [home.file('key', mine.private)], ...ssh}));

test('a route goes over jump hosts, the nearest first, and verifies the key of each', async () => {
  const [first, second, target] = [await serve({hostKeys: [bastionKey.private]}), await serve(), await serve()];
  const knownHostsFile = home.file(
    'known_hosts',
    [
      knownHostsLine(at(first), bastionKey),
      knownHostsLine(at(second), hostKey),
      knownHostsLine(at(target), hostKey),
    ].join(''),
  );
  const jumpHosts = [`me@${at(first)}`, at(second)];
  const transport = await connectTo(target, {knownHostsFile, jumpHosts});
  expect((await transport.exec({argv: ['echo', 'in'], title: 'greet', changes: false})).stdout.toString()).toBe('in\n');
  expect(first.seen).toContain(`forward ${second.port}`);
  expect(first.seen).toContain('offered me publickey');
  expect(second.seen).toContain(`forward ${target.port}`);
  expect(second.seen).toContain('offered root publickey');
});

test('many hosts share one connection to a jump host', async () => {
  const bastion = await serve();
  const target = await serve();
  const ssh = {hostKeys: 'off', jumpHosts: [at(bastion)]} as const;
  await Promise.all(Array.from({length: 12}, () => connectTo(target, ssh)));
  expect(bastion.seen.filter(event => event === 'connected')).toHaveLength(1);
  expect(target.seen.filter(event => event === 'connected')).toHaveLength(12);
});

test('an unknown jump host is refused before anything is sent through it', async () => {
  const [bastion, target] = [await serve({hostKeys: [bastionKey.private]}), await serve()];
  const knownHostsFile = home.file('known_hosts', knownHostsLine(at(target), hostKey));
  await expect(connectTo(target, {knownHostsFile, jumpHosts: [at(bastion)]})).rejects.toMatchObject({
    code: 'hosts/unknown-host-key',
    message: expect.stringContaining(`jump host root@127.0.0.1:${bastion.port}`),
  });
  expect(target.seen).toEqual([]);
});

test('a host that the jump host cannot reach is unreachable, by its name', async () => {
  const bastion = await serve();
  const gone = await serve();
  await gone.stop();
  await expect(connectTo(gone, {hostKeys: 'off', jumpHosts: [at(bastion)]})).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringMatching(/cp-1 \(.*\): cannot connect: jump host root@127.0.0.1:\d+ cannot connect to it/),
  });
});

test('a jump host that allows no forwarding is an error', async () => {
  const bastion = await serve({forwarding: false});
  const target = await serve();
  await expect(connectTo(target, {hostKeys: 'off', jumpHosts: [at(bastion)]})).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringContaining('cannot connect to it'),
  });
});

test('a lost jump host ends the commands behind it, and the next connection opens it again', async () => {
  const bastion = await serve();
  const target = await serve();
  const ssh = {hostKeys: 'off', jumpHosts: [at(bastion)]} as const;
  const transport = await connectTo(target, ssh);
  const running = transport.exec({argv: ['sleep', '60'], title: 'wait', changes: false});
  const outcome = expect(running).rejects.toMatchObject({code: 'hosts/connection-lost'});
  await expect.poll(() => target.seen.some(event => event.includes('sleep'))).toBe(true);
  bastion.cut();
  await outcome;
  await connectTo(target, ssh);
  expect(bastion.seen.filter(event => event === 'connected')).toHaveLength(2);
});

test('closing the pool closes the jump hosts', async () => {
  const bastion = await serve();
  const target = await serve();
  await connectTo(target, {hostKeys: 'off', jumpHosts: [at(bastion)]});
  await site.close();
  await expect.poll(() => bastion.connections.size + target.connections.size).toBe(0);
});

test('a jump host that never answers is not waited for longer than for any host', async () => {
  const [bastion, target] = [await serve({forwarding: 'never'}), await serve()];
  const ssh = {hostKeys: 'off', jumpHosts: [at(bastion)], connectTimeoutSeconds: 1} as const;
  await expect(connectTo(target, ssh)).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringContaining('no SSH connection within 1 s'),
  });
  expect(bastion.seen).toContain(`forward ${target.port}`);
});

test('a run that is interrupted does not wait for a jump host', async () => {
  const bastion = await serve({forwarding: 'never'});
  const stop = new AbortController();
  const connecting = sshWire(
    hostWith({port: 9, keyFiles: [home.file('key', mine.private)], hostKeys: 'off', jumpHosts: [at(bastion)]}),
    process.env,
    {pool: site.pool, signal: stop.signal},
  );
  const outcome = expect(connecting).rejects.toMatchObject({code: 'interrupted/connect'});
  await expect.poll(() => bastion.seen).toContain('forward 9');
  stop.abort();
  await outcome;
});
