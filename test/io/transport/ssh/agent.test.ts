import {createServer, type Server} from 'node:net';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {agentKeys, agentSignature} from '../../../../src/io/transport/ssh/agent.js';
import {string, uint32} from '../../../../src/io/transport/ssh/wire.js';
import {temporaryHome} from '../support/keys.js';

let home: ReturnType<typeof temporaryHome>;
let socket: string;
let server: Server | undefined;

beforeEach(() => {
  home = temporaryHome();
  socket = join(home.path, 'agent');
});

afterEach(async () => {
  await stop();
  home.clean();
});

const stop = async (): Promise<void> => {
  await new Promise<unknown>(resolve => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
};

/** An agent that answers every request with these bytes, in these pieces, and then ends. */
const answering = async (...pieces: readonly Buffer[]): Promise<void> => {
  await stop();
  server = createServer(connection => {
    connection.on('error', () => {});
    connection.once('data', () => {
      for (const piece of pieces) connection.write(piece);
      connection.end();
    });
  });
  await new Promise<void>(resolve => server?.listen(socket, resolve));
};

const list = (count: number, ...keys: readonly (readonly [string, string])[]): Buffer =>
  string(
    Buffer.concat([
      Buffer.from([12]),
      uint32(count),
      ...keys.flatMap(([key, comment]) => [string(key), string(comment)]),
    ]),
  );

test('keys of every type are listed, and their comments are safe to print', async () => {
  await answering(list(2, ['key of a new type', 'me'], ['other', 'a\x1b[31mb\nc']));
  expect(await agentKeys(socket)).toEqual([
    {key: Buffer.from('key of a new type'), comment: 'me'},
    {key: Buffer.from('other'), comment: 'ab c'},
  ]);
});

test('an answer may arrive byte by byte', async () => {
  await answering(...[...list(1, ['key', 'me'])].map(byte => Buffer.from([byte])));
  expect(await agentKeys(socket)).toHaveLength(1);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a refusal', string(Buffer.from([5]))],
  ['no message', uint32(0)],
  ['a message that is too long', uint32(300 * 1024)],
  ['a message that ends early', list(1, ['key', 'me']).subarray(0, 12)],
  ['fewer keys than it says', list(2, ['key', 'me'])],
  ['more keys than any agent has', list(100_000)],
])('an agent that answers with %s is an error', async (_, bytes) => {
  await answering(bytes);
  await expect(agentKeys(socket)).rejects.toThrow(Error);
  await expect(agentSignature(socket, Buffer.from('key'), Buffer.from('data'), undefined)).rejects.toThrow(Error);
});

test('any other answer is an error or a list, and the request always ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({maxLength: 200}), async bytes => {
      await answering(string(Buffer.from(bytes)));
      const answer = await agentKeys(socket).catch(error => error);
      expect(answer instanceof Error || Array.isArray(answer)).toBe(true);
    }),
    {numRuns: 50},
  );
});
