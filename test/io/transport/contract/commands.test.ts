import {existsSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {limited} from '../../../../src/io/transport/limit.js';
import {temporaryHome} from '../support/keys.js';
import {contract, sh, type Tried, until} from './wires.js';

/** sshd forwards no signal to a command of root, which then finds its output closed. */
const untilEnded = (mark: string): string =>
  `trap 'touch ${mark}; exit' TERM PIPE; while echo on; do sleep 0.1; done; touch ${mark}`;

contract('a command', kind => {
  const home = temporaryHome();
  let tried: Tried;

  beforeAll(async () => {
    tried = await kind.open();
  });

  afterAll(async () => {
    await tried.stop();
    home.clean();
  });

  test('returns its exit code, its output and all of its errors', async () => {
    const result = await tried.wire.exec(sh('echo out; echo one >&2; echo two >&2; exit 3'));
    expect({...result, stdout: result.stdout.toString()}).toEqual({code: 3, stdout: 'out\n', stderr: 'one\ntwo\n'});
  });

  test('returns each exit code as it is', async () => {
    const codes = [0, 1, 2, 126, 127, 128, 130, 143, 254, 255];
    const results = await Promise.all(codes.map(code => tried.wire.exec(sh(`exit ${code}`))));
    expect(results.map(({code}) => code)).toEqual(codes);
  });

  test('that a signal ended returns 128 and the number of the signal', async () => {
    const numbers = {KILL: 9, TERM: 15, SEGV: 11};
    for (const [name, number] of Object.entries(numbers))
      expect((await tried.wire.exec(sh(`kill -${name} $$`))).code).toBe(128 + number);
  });

  test('that does not exist returns 127', async () => {
    const result = await tried.wire.exec({...sh(''), argv: ['quorate-no-such-command']});
    expect(result.code).toBe(127);
    expect(result.stderr).toContain('not found');
  });

  test('receives its arguments unchanged', async () => {
    const word = fc.string({unit: fc.constantFrom(...'\'"\\$`! \n\t*?[]{}~#&;|<>()=%^-aé€')});
    await fc.assert(
      fc.asyncProperty(fc.array(word, {minLength: 1, maxLength: 5}), async argv => {
        const {stdout} = await tried.wire.exec({...sh(''), argv: ['printf', '%s\\0', ...argv]});
        expect(stdout.toString().split('\0').slice(0, -1)).toEqual(argv);
      }),
      {numRuns: 25},
    );
  });

  test('that writes to errors more than a window without being read elsewhere ends', async () => {
    const {stderr} = await tried.wire.exec(sh('head -c 5000000 /dev/zero | tr "\\0" e >&2'));
    expect(stderr.length).toBe(5_000_000);
  });

  test('is cancelled after its time limit, and ended', async () => {
    const mark = join(home.path, 'ended');
    const failure = tried.wire.exec(sh(untilEnded(mark)), {timeoutMs: 1000});
    await expect(failure).rejects.toMatchObject({
      code: 'timeout/command',
      message: expect.stringContaining('"try a script" timed out after 1 s'),
    });
    await expect.poll(() => existsSync(mark)).toBe(true);
  });

  test('that prints without end is cancelled and ended, and only as much is kept as its limit', async () => {
    const mark = join(home.path, 'flooded');
    const flood = `trap 'touch ${mark}; exit' TERM PIPE; while head -c 100000 /dev/zero 2>/dev/null; do :; done; touch ${mark}`;
    const before = process.memoryUsage().rss;
    await expect(tried.wire.exec(sh(flood), {maxBytes: 1_000_000, timeoutMs: 60_000})).rejects.toMatchObject({
      code: 'hosts/too-much-output',
      message: expect.stringContaining('"try a script" printed more than 1.0 MB'),
    });
    await expect.poll(() => existsSync(mark), {timeout: 5000}).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
    expect((await tried.wire.exec(sh('echo again'))).stdout.toString()).toBe('again\n');
  });

  test('that prints errors without end is cancelled too', async () => {
    const flood = 'while head -c 100000 /dev/zero 2>/dev/null; do :; done >&2';
    const running = tried.wire.exec(sh(flood), {maxBytes: 1_000_000, timeoutMs: 60_000});
    await expect(running).rejects.toMatchObject({code: 'hosts/too-much-output'});
  });

  test('that prints more than is usual is cancelled without a limit of its own', async () => {
    const running = tried.wire.exec(sh('head -c 9000000 /dev/zero'), {timeoutMs: 60_000});
    await expect(running).rejects.toMatchObject({code: 'hosts/too-much-output'});
  });

  test('is cancelled by a signal, and ended', async () => {
    const mark = join(home.path, 'interrupted');
    const stop = new AbortController();
    const running = tried.wire.exec(sh(untilEnded(mark)), {signal: stop.signal, onStdout: () => stop.abort()});
    await expect(running).rejects.toMatchObject({code: 'interrupted/command'});
    await expect.poll(() => existsSync(mark)).toBe(true);
  });

  test('does not start after its signal has fired', async () => {
    const mark = join(home.path, 'started');
    await expect(tried.wire.exec(sh(`touch ${mark}`), {signal: AbortSignal.abort()})).rejects.toMatchObject({
      code: 'interrupted/command',
    });
    await tried.wire.exec(sh('true'));
    expect(existsSync(mark)).toBe(false);
  });

  test('that was cancelled leaves the connection usable', async () => {
    await expect(tried.wire.exec(sh('sleep 5'), {timeoutMs: 100})).rejects.toMatchObject({code: 'timeout/command'});
    expect((await tried.wire.exec(sh('echo on'))).stdout.toString()).toBe('on\n');
  });

  test('runs beside seven others', async () => {
    const gate = join(home.path, 'gate');
    const waiting = Array.from({length: 7}, (_, n) => tried.wire.exec(sh(`${until(gate)}; echo ${n}`)));
    await tried.wire.exec(sh(`touch ${gate}`));
    expect((await Promise.all(waiting)).map(({stdout}) => stdout.toString())).toEqual(waiting.map((_, n) => `${n}\n`));
  });

  test('waits for its turn among thirty', async () => {
    const transport = limited(tried.wire);
    const answers = await Promise.all(
      Array.from({length: 30}, (_, n) => transport.exec(sh(`cat; echo ${n}`, {stdin: 'n'}))),
    );
    expect(answers.map(({stdout}) => stdout.toString())).toEqual(answers.map((_, n) => `n${n}\n`));
  });
});
