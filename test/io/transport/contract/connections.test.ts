import {existsSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {temporaryHome} from '../support/keys.js';
import {contract, KINDS, sh, type Tried, until} from './wires.js';

const REMOTE = KINDS.filter(({name}) => name !== 'local');
const SSHD = KINDS.filter(({name}) => name.endsWith('sshd'));

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const closed = (server: Server): Promise<unknown> => new Promise(resolve => server.close(resolve));

contract('a forwarded connection', kind => {
  let tried: Tried;

  beforeEach(async () => {
    tried = await kind.open();
  });

  afterEach(() => tried.stop());

  test('has bytes in both directions, and ends', async () => {
    const echo = createServer(socket => socket.pipe(socket));
    const stream = await tried.wire.forward('127.0.0.1', await listening(echo));
    stream.end(Buffer.alloc(3_000_000, 'quorate '));
    expect(await text(stream)).toBe(Buffer.alloc(3_000_000, 'quorate ').toString());
    await closed(echo);
  });

  test('ends when its target closes it', async () => {
    const brief = createServer(socket => socket.end('bye'));
    const stream = await tried.wire.forward('127.0.0.1', await listening(brief));
    expect(await text(stream)).toBe('bye');
    stream.end();
    await closed(brief);
  });

  test('that is destroyed is closed at the target', async () => {
    const idle = createServer(socket => socket.on('error', () => {}).resume());
    const stream = await tried.wire.forward('127.0.0.1', await listening(idle));
    const ended = new Promise<void>(resolve => idle.on('drop', () => {}).once('close', () => resolve()));
    stream.write('half');
    stream.destroy();
    idle.close();
    await ended;
  });

  test('names a target that does not listen', async () => {
    const gone = createServer();
    const port = await listening(gone);
    await closed(gone);
    await expect(tried.wire.forward('127.0.0.1', port)).rejects.toMatchObject({
      code: 'hosts/no-forward',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    expect((await tried.wire.exec(sh('echo on'))).stdout.toString()).toBe('on\n');
  });
});

contract(
  'a connection',
  kind => {
    let tried: Tried;
    afterEach(() => tried.stop());

    test('that is lost ends all of its commands, and their effect is reported as unknown', async () => {
      tried = await kind.open();
      let started = 0;
      const running = [1, 2, 3].map(() =>
        tried.wire.exec(sh('echo started; exec sleep 20'), {onStdout: () => started++}),
      );
      const outcome = Promise.allSettled(running);
      await expect.poll(() => started).toBe(3);
      await tried.cut?.();
      for (const result of await outcome)
        expect(result).toMatchObject({
          status: 'rejected',
          reason: {code: 'hosts/connection-lost', message: expect.stringContaining('during "try a script"')},
        });
      await expect(tried.wire.exec(sh('true'))).rejects.toMatchObject({code: 'hosts/connection-lost'});
      await expect(tried.wire.forward('127.0.0.1', 9)).rejects.toMatchObject({code: 'hosts/no-forward'});
    });

    test('that is lost between the exit status and the end of the output gives no part of it as a result', async () => {
      tried = await kind.open();
      let started = false;
      const running = tried.wire.exec(sh('echo started; { sleep 20; echo late; } & exit 0'), {
        onStdout: () => {
          started = true;
        },
      });
      const outcome = expect(running).rejects.toMatchObject({code: 'hosts/connection-lost'});
      await expect.poll(() => started).toBe(true);
      // The server has sent the exit status when it has answered a later command.
      await tried.wire.exec(sh('true'));
      await tried.cut?.();
      await outcome;
    });

    test('that is lost during input reads no more of it', async () => {
      tried = await kind.open();
      let over = false;
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield Buffer.alloc(100_000);
        } finally {
          over = true;
        }
      }
      let started = false;
      const running = tried.wire.exec(sh('echo started; exec cat > /dev/null', {stdin: endless()}), {
        onStdout: () => {
          started = true;
        },
      });
      const outcome = expect(running).rejects.toMatchObject({code: 'hosts/connection-lost'});
      await expect.poll(() => started).toBe(true);
      await tried.cut?.();
      await outcome;
      await expect.poll(() => over).toBe(true);
    });

    test('that is closed runs nothing more', async () => {
      tried = await kind.open();
      await tried.wire.close();
      await expect(tried.wire.exec(sh('true'))).rejects.toMatchObject({code: 'hosts/connection-lost'});
    });
  },
  REMOTE,
);

contract(
  'a server',
  kind => {
    let home: ReturnType<typeof temporaryHome>;
    let tried: Tried;

    beforeEach(() => {
      home = temporaryHome();
    });

    afterEach(async () => {
      await tried.stop();
      home.clean();
    });

    test.each([1, 2])('that opens at most %i sessions runs commands one after another', async sessions => {
      tried = await kind.open([`MaxSessions ${sessions}`]);
      const answers = await Promise.all(Array.from({length: 12}, (_, n) => tried.wire.exec(sh(`echo ${n}`))));
      expect(answers.map(({stdout}) => stdout.toString())).toEqual(answers.map((_, n) => `${n}\n`));
    });

    test('that opens one session does not start a command that was cancelled while it waited', async () => {
      tried = await kind.open(['MaxSessions 1']);
      const [mark, gate] = [join(home.path, 'mark'), join(home.path, 'gate')];
      let started = false;
      const first = tried.wire.exec(sh(`echo started; ${until(gate)}`), {
        onStdout: () => {
          started = true;
        },
      });
      await expect.poll(() => started).toBe(true);
      await expect(tried.wire.exec(sh(`touch ${mark}`), {timeoutMs: 200})).rejects.toMatchObject({
        code: 'timeout/command',
      });
      writeFileSync(gate, '');
      await first;
      await tried.wire.exec(sh('true'));
      expect(existsSync(mark)).toBe(false);
    });

    test('that opens one session runs commands beside an endless one', async () => {
      tried = await kind.open(['MaxSessions 1']);
      const stop = new AbortController();
      let started = false;
      const lock = tried.wire.exec(sh('echo started; sleep 20', {endless: true}), {
        signal: stop.signal,
        onStdout: () => {
          started = true;
        },
      });
      const ended = expect(lock).rejects.toMatchObject({code: 'interrupted/command'});
      await expect.poll(() => started).toBe(true);
      const answers = await Promise.all([1, 2, 3].map(n => tried.wire.exec(sh(`echo ${n}`))));
      expect(answers.map(({stdout}) => stdout.toString())).toEqual(['1\n', '2\n', '3\n']);
      stop.abort();
      await ended;
    });

    test('that opens no session is named', async () => {
      tried = await kind.open(['MaxSessions 0']);
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => tried.wire.exec(sh('true'))));
      for (const outcome of outcomes) expect(outcome).toMatchObject({reason: {code: 'hosts/no-session'}});
    });

    test('that forwards nothing is named', async () => {
      tried = await kind.open(['AllowTcpForwarding no']);
      await expect(tried.wire.forward('127.0.0.1', 9)).rejects.toMatchObject({code: 'hosts/no-forward'});
      expect((await tried.wire.exec(sh('echo on'))).stdout.toString()).toBe('on\n');
    });

    test('that asks for new keys after each megabyte transfers all bytes', async () => {
      tried = await kind.open(['RekeyLimit 1M']);
      const bytes = Buffer.alloc(6_000_000, 'quorate ');
      const {stdout} = await tried.wire.exec(sh('cat', {stdin: bytes}));
      expect(stdout.equals(bytes)).toBe(true);
    });

    test('that asks whether the client lives gets its answers', async () => {
      tried = await kind.open(['ClientAliveInterval 1', 'ClientAliveCountMax 1']);
      expect((await tried.wire.exec(sh('sleep 4; echo on'))).stdout.toString()).toBe('on\n');
    });
  },
  SSHD,
);
