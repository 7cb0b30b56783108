import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {localWire} from '../../../src/io/transport/local.js';
import type {Command, Transport} from '../../../src/io/transport/transport.js';
import {connections, hostWith} from './support/hosts.js';
import {knownHostsLine, newKey, temporaryHome} from './support/keys.js';
import {startServer, type TestServer} from './support/server.js';

const sh = (script: string, more: Partial<Command> = {}): Command => ({
  argv: ['sh', '-c', script],
  title: 'try a script',
  changes: false,
  ...more,
});

const MEGABYTE = Buffer.alloc(1024 * 1024, 'quorate ');

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent++) yield MEGABYTE;
}

describe.each(['local', 'ssh'] as const)('a %s transport', kind => {
  const home = temporaryHome();
  const {connect, close} = connections();
  let server: TestServer;
  let transport: Transport;

  beforeAll(async () => {
    const [hostKey, clientKey] = [newKey(), newKey()];
    server = await startServer({hostKeys: [hostKey.private], welcome: [clientKey.public]});
    transport =
      kind === 'local'
        ? localWire(process.env)
        : await connect(
            hostWith({
              port: server.port,
              keyFiles: [home.file('key', clientKey.private)],
              knownHostsFile: home.file('known_hosts', knownHostsLine(`[127.0.0.1]:${server.port}`, hostKey)),
            }),
          );
  });

  afterAll(async () => {
    await close();
    await server.stop();
    home.clean();
  });

  test('returns the exit code, the output and all of stderr', async () => {
    const result = await transport.exec(sh('echo out; echo one >&2; echo two >&2; exit 3'));
    expect({...result, stdout: result.stdout.toString()}).toEqual({code: 3, stdout: 'out\n', stderr: 'one\ntwo\n'});
  });

  test('forwards bytes to a port of the host and back, and names a target that it cannot reach', async () => {
    const echo = createServer(socket => socket.pipe(socket));
    await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve));
    const {port} = echo.address() as AddressInfo;
    const stream = await transport.forward('127.0.0.1', port);
    stream.end('quorate');
    expect(await text(stream)).toBe('quorate');
    await new Promise(resolve => echo.close(resolve));
    await expect(transport.forward('127.0.0.1', port)).rejects.toMatchObject({
      code: 'hosts/no-forward',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  test('passes arguments unchanged', async () => {
    const word = fc.string({unit: fc.constantFrom(...'\'"\\$`! \n*?[]{}~#&;|<>()=%-aé')});
    await fc.assert(
      fc.asyncProperty(fc.array(word, {minLength: 1, maxLength: 5}), async argv => {
        const {stdout} = await transport.exec({...sh(''), argv: ['printf', '%s\\0', ...argv]});
        expect(stdout.toString().split('\0').slice(0, -1)).toEqual(argv);
      }),
      {numRuns: 25},
    );
  });

  test('returns bytes untouched', async () => {
    const bytes = Buffer.from(Array.from({length: 256}, (_, byte) => byte));
    expect((await transport.exec({...sh(''), argv: ['cat'], stdin: bytes})).stdout).toEqual(bytes);
  });

  test('sends text, or the end of input', async () => {
    expect((await transport.exec(sh('cat', {stdin: 'grüße'}))).stdout.toString()).toBe('grüße');
    expect((await transport.exec(sh('cat; echo end'))).stdout.toString()).toBe('end\n');
  });

  test('streams ten megabytes from a source', async () => {
    const digest = createHash('sha256');
    for await (const chunk of megabytes(10)) digest.update(chunk);
    const {stdout} = await transport.exec(sh('sha256sum', {stdin: megabytes(10)}));
    expect(stdout.toString().split(' ')[0]).toBe(digest.digest('hex'));
  });

  test('collects megabytes of output', async () => {
    const {stdout} = await transport.exec(sh('head -c 5000000 /dev/zero'));
    expect(stdout.length).toBe(5_000_000);
  });

  test('reads no more from a source after the command has ended', async () => {
    let asked = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          asked++;
          yield MEGABYTE;
        }
      } finally {
        closed = true;
      }
    }
    const {code} = await transport.exec(sh('head -c 10 >/dev/null; exit 7', {stdin: endless()}));
    expect({code, closed}).toEqual({code: 7, closed: true});
    expect(asked).toBeLessThan(20);
  });

  test('does not wait for a source without data after the command has ended', async () => {
    async function* silent(): AsyncGenerator<Uint8Array> {
      await new Promise(() => {});
      yield MEGABYTE;
    }
    expect((await transport.exec(sh('exit 4', {stdin: silent()}))).code).toBe(4);
  });

  test('returns the exit code of a command that leaves megabytes of input unread', async () => {
    expect((await transport.exec(sh('exit 5', {stdin: Buffer.alloc(10_000_000)}))).code).toBe(5);
  });

  test('fails with the error of its source, and ends the command', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('the file went away');
    }
    const mark = join(home.path, `complete-${kind}`);
    await expect(transport.exec(sh(`cat > /dev/null && sleep 1 && touch ${mark}`, {stdin: broken()}))).rejects.toThrow(
      'the file went away',
    );
    expect(existsSync(mark)).toBe(false);
  });

  test('passes output on while the command runs, and returns all of it', async () => {
    let heard = '';
    let onStdout = (_: Buffer) => {};
    const answered = new Promise<void>(resolve => {
      onStdout = chunk => {
        heard += chunk.toString();
        if (heard === 'ready\n') resolve();
      };
    });
    async function* untilAnswered(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('go\n');
      await answered;
    }
    const script = 'read word; echo ready; cat; echo over';
    const result = await transport.exec(sh(script, {stdin: untilAnswered()}), {onStdout: chunk => onStdout(chunk)});
    expect([heard, result.stdout.toString()]).toEqual(['ready\nover\n', 'ready\nover\n']);
  });

  test('reports a signal as 128 and its number', async () => {
    expect((await transport.exec(sh('kill -KILL $$'))).code).toBe(137);
  });

  test('returns 127 for a command that does not exist', async () => {
    const result = await transport.exec({...sh(''), argv: ['quorate-no-such-command']});
    expect(result.code).toBe(127);
    expect(result.stderr).toContain('not found');
  });

  test('cancels a command after its timeout, and ends it', async () => {
    const mark = join(home.path, `told-${kind}`);
    const script = `trap 'touch ${mark}; exit' TERM; while :; do sleep 0.02; done`;
    const failure = transport.exec(sh(script), {timeoutMs: 300});
    await expect(failure).rejects.toMatchObject({
      code: 'timeout/command',
      message: expect.stringContaining('"try a script" timed out after 0.3 s'),
    });
    await expect.poll(() => existsSync(mark)).toBe(true);
  });

  test('is interrupted by a signal, with its reason when that is a failure', async () => {
    const early = new AbortController();
    early.abort();
    await expect(transport.exec(sh('true'), {signal: early.signal})).rejects.toMatchObject({
      code: 'interrupted/command',
    });
    const later = new AbortController();
    const running = transport.exec(sh('sleep 60'), {signal: later.signal});
    later.abort();
    await expect(running).rejects.toMatchObject({code: 'interrupted/command'});
  });

  test('runs many commands in parallel', async () => {
    const answers = await Promise.all(
      Array.from({length: 30}, (_, n) => transport.exec(sh(`cat; echo ${n}`, {stdin: 'n'}))),
    );
    expect(answers.map(({stdout}) => stdout.toString())).toEqual(answers.map((_, n) => `n${n}\n`));
  });
});
