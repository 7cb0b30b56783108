import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {thisRun} from '../../../../src/io/lock/holder.js';
import {holderOn} from '../../../../src/io/lock/holders.js';
import {locked} from '../../../../src/io/lock/locked.js';
import type {RemoteShell} from '../../../../src/io/remote/script.js';
import type {Command, Transport} from '../../../../src/io/transport/transport.js';
import {LockRoot} from '../../lock/lock-root.js';
import {connections, hostWith} from '../support/hosts.js';
import {newKey, temporaryHome} from '../support/keys.js';
import {startServer, type TestServer} from '../support/server.js';
import {hasSshd, type Sshd, startSshd} from '../support/sshd.js';

let site: ReturnType<typeof connections>;
let root: LockRoot;
let stop: () => Promise<void>;

beforeEach(() => {
  site = connections();
  root = new LockRoot('cp-1');
});

afterEach(async () => {
  await site.close();
  await stop();
  root.remove();
});

/** The lock is taken in a folder that stands for the host. */
const shellOver = (transport: Transport): RemoteShell => ({
  ...root.shell,
  transport: {
    ...transport,
    exec: (command, options) => transport.exec({...command, argv: [...command.argv, root.root]}, options),
  },
});

const echo = (word: string): Command => ({argv: ['echo', word], title: 'greet', changes: false});

const greetings = async (transport: Transport, count: number): Promise<string[]> => {
  const answers = await Promise.all(Array.from({length: count}, (_, n) => transport.exec(echo(String(n)))));
  return answers.map(({stdout}) => stdout.toString().trim());
};

const numbers = (count: number): string[] => Array.from({length: count}, (_, n) => String(n));

describe.skipIf(!hasSshd)('OpenSSH with MaxSessions', () => {
  const login = async (maxSessions: number): Promise<[Transport, Sshd]> => {
    const server = await startSshd([`MaxSessions ${maxSessions}`]);
    stop = server.stop;
    return [await site.connect(hostWith(server.ssh)), server];
  };

  test.each([
    {maxSessions: 1, needed: 2},
    {maxSessions: 2, needed: 1},
    {maxSessions: 10, needed: 1},
  ])('$maxSessions runs commands under the lock, over $needed connections', async ({maxSessions, needed}) => {
    const [transport, server] = await login(maxSessions);
    const shell = shellOver(transport);
    const run = thisRun('apply');
    await locked([shell], run, performance.now(), async ({lost}) => {
      expect(await greetings(transport, 20)).toEqual(numbers(20));
      expect(await holderOn(shell)).toEqual({known: true, value: run});
      expect(lost.aborted).toBe(false);
    });
    expect(await holderOn(shell)).toEqual({known: true, value: undefined});
    expect(server.connections()).toBe(needed);
  });

  test('1 runs many commands one right after another', async () => {
    const [transport, server] = await login(1);
    for (const n of numbers(30)) expect((await transport.exec(echo(n))).stdout.toString().trim()).toBe(n);
    expect(server.connections()).toBe(1);
  });
});

describe('a server that opens one session at a time', () => {
  const serve = async (): Promise<TestServer> => {
    const [hostKey, mine] = [newKey(), newKey()];
    const home = temporaryHome();
    const server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public], maxSessions: 1});
    stop = async () => {
      await server.stop();
      home.clean();
    };
    transport = await site.connect(
      hostWith({port: server.port, hostKeys: 'off', keyFiles: [home.file('key', mine.private)]}),
    );
    return server;
  };
  let transport: Transport;

  const opened = (server: TestServer): number => server.seen.filter(event => event === 'connected').length;

  test('opens a second connection beside an endless command, once, and closes it with the first', async () => {
    const server = await serve();
    const over = new AbortController();
    const endless = transport.exec(
      {argv: ['sh', '-c', 'echo started; exec sleep 600'], title: 'hold', changes: false, endless: true},
      {signal: over.signal},
    );
    await expect.poll(() => server.seen.some(event => event.includes('started'))).toBe(true);
    expect(await greetings(transport, 12)).toEqual(numbers(12));
    expect(await greetings(transport, 3)).toEqual(numbers(3));
    expect(opened(server)).toBe(2);
    over.abort();
    await expect(endless).rejects.toMatchObject({code: 'interrupted/command'});
    await site.close();
    await expect.poll(() => server.connections.size).toBe(0);
  });

  test('opens no second connection for commands that end', async () => {
    const server = await serve();
    expect(await greetings(transport, 12)).toEqual(numbers(12));
    expect(opened(server)).toBe(1);
  });
});
