import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import type {NetworkReach, ReachQuery} from '../../../src/core/model/network-reach.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {dnsAnswer, dnsQuery} from '../../../src/io/observe/dns-message.js';
import {askReach} from '../../../src/io/observe/reach.js';
import {TestHost} from '../remote/test-host.js';

const templates = await loadTemplates();
const NAME = 'kubernetes.default.svc.cluster.local';
const ADDRESS = '10.96.0.1';
const [w1, w2, w3] = [hostName('w1'), hostName('w2'), hostName('w3')];
const servers: Server[] = [];
const sockets = new Set<Socket>();
let host: TestHost;

beforeEach(() => {
  host = new TestHost();
});
afterEach(() => {
  host.remove();
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
});

function listening(answer: (query: Buffer, socket: Socket) => void): Promise<number> {
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    // bash writes in pieces: up to each line break, which the length of a label may be.
    let query = Buffer.alloc(0);
    socket.on('data', piece => {
      query = Buffer.concat([query, piece]);
      if (query.length >= 2 && query.length === 2 + query.readUInt16BE(0)) answer(query, socket);
    });
  });
  servers.push(server);
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** A port at which nothing listens. */
async function closedPort(): Promise<number> {
  const port = await listening(() => {});
  await new Promise(resolve => servers.pop()!.close(resolve));
  return port;
}

async function ask(
  dnsPort: number,
  nodes: ReadonlyMap<HostName, number> = new Map(),
  changes: Partial<ReachQuery['dns']> = {},
): Promise<NetworkReach> {
  const query: ReachQuery = {
    from: w1,
    nodes: new Map([...nodes].map(([to, port]) => [to, {address: '127.0.0.1', port}])),
    dns: {server: {address: '127.0.0.1', port: dnsPort}, name: NAME, address: ADDRESS, ...changes},
  };
  const reach = (await askReach([query], {to: () => host.transport}, templates)).get(w1);
  if (reach?.known !== true) throw new Error(reach?.why);
  return reach.value;
}

/** An answer to a query with one record. */
function reply(query: Buffer, address: readonly number[], code = 0): Buffer {
  const records = code === 0 ? 1 : 0;
  const record = Buffer.from([
    0xc0,
    12,
    0,
    address.length === 4 ? 1 : 28,
    0,
    1,
    0,
    0,
    0,
    30,
    0,
    address.length,
    ...address,
  ]);
  const message = Buffer.concat([query.subarray(2), ...(records === 0 ? [] : [record])]);
  message[2] = 0x85;
  message[3] = 0x80 | code;
  message[7] = records;
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
}

const RIGHT = [10, 96, 0, 1];
const answering = (address: readonly number[], code = 0) =>
  listening((query, socket) => socket.write(reply(query, address, code)));

describe('cluster DNS', () => {
  test.each([
    ['the right address', RIGHT, 0, {asked: 4, answered: 4}],
    ['another address', [10, 96, 0, 2], 0, {asked: 4, answered: 0, otherwise: 'another address'}],
    ['an error', RIGHT, 3, {asked: 4, answered: 0, otherwise: 'NXDOMAIN'}],
    ['an error without a name', RIGHT, 9, {asked: 4, answered: 0, otherwise: 'error 9'}],
  ])('that answers with %s', async (_, address, code, dns) => {
    expect((await ask(await answering(address, code))).dns).toEqual(dns);
  });

  test('answers with an IPv6 address in a cluster of this family', async () => {
    const address = [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    expect((await ask(await answering(address), new Map(), {address: 'fd00::1'})).dns.answered).toBe(4);
  });

  test('that has no listener refuses', async () => {
    expect((await ask(await closedPort())).dns).toEqual({asked: 4, answered: 0, otherwise: 'refused'});
  });

  test('that accepts connections gives no answer', async () => {
    expect((await ask(await listening(() => {}))).dns).toEqual({asked: 4, answered: 0, otherwise: 'silent'});
  });

  test('with one pod that answers and one that does not answers some queries', async () => {
    let count = 0;
    const port = await listening((query, socket) => {
      count += 1;
      if (count % 2 === 0) socket.write(reply(query, RIGHT));
    });
    expect((await ask(port)).dns).toEqual({asked: 4, answered: 2, otherwise: 'silent'});
  });

  test('that answers with garbage is reported so, and no byte of it is', async () => {
    const port = await listening((_, socket) => socket.write('\u001b[2J garbage \u0000\u0000\u0000\n== end\n'));
    expect((await ask(port)).dns.otherwise).toBe('an answer that is not understood');
  });
});

describe('other nodes', () => {
  test('accept a connection or refuse it', async () => {
    const open = await listening(() => {});
    const dns = await answering(RIGHT);
    const query: ReachQuery = {
      from: w1,
      nodes: new Map([
        [w2, {address: '127.0.0.1', port: open}],
        [w3, {address: '127.0.0.1', port: await closedPort()}],
      ]),
      dns: {server: {address: '127.0.0.1', port: dns}, name: NAME, address: ADDRESS},
    };
    const reach = (await askReach([query], {to: () => host.transport}, templates)).get(w1);
    expect(reach).toMatchObject({
      known: true,
      value: {
        nodes: new Map([
          [w2, 'open'],
          [w3, 'refused'],
        ]),
      },
    });
  });

  test('give no answer if the script does not list them', async () => {
    host.trouble = {answer: text => text.replaceAll(/^node\t.*\n/gm, '')};
    expect((await ask(await answering(RIGHT), new Map([[w2, await closedPort()]]))).nodes.get(w2)).toBe('silent');
  });
});

test('nothing is tried on a host without bash, and nothing counts as broken there', async () => {
  host.without = ['bash'];
  expect(await ask(await answering(RIGHT), new Map([[w2, 1]]))).toEqual({
    nodes: new Map(),
    dns: {asked: 0, answered: 0},
  });
});

test('nothing is changed on a host', async () => {
  await ask(await answering(RIGHT));
  expect(host.commands.map(({changes}) => changes)).toEqual([false]);
});

test('a node whose answer cannot be read is unknown', async () => {
  host.trouble = {answer: text => `${text}more`};
  await expect(ask(await answering(RIGHT))).rejects.toThrow('the end is missing');
});

test('whatever a server answers is judged without an error', () => {
  const query = dnsQuery(7, NAME, 'A');
  const good = reply(query, RIGHT);
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 40}), fc.nat(good.length), fc.boolean(), (noise, at, cut) => {
      const answer = cut
        ? good.subarray(0, at)
        : Buffer.concat([good.subarray(0, at), noise, good.subarray(at + noise.length)]);
      const judged = dnsAnswer(query, answer);
      expect('problem' in judged || Array.isArray(judged.addresses)).toBe(true);
    }),
  );
  expect(dnsAnswer(query, good)).toEqual({addresses: [Buffer.from(RIGHT)]});
});
