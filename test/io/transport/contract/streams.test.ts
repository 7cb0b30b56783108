import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {temporaryHome} from '../support/keys.js';
import {contract, sh, type Tried, until} from './wires.js';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'quorate ');

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent++) yield MEGABYTE;
}

const digestOf = (count: number): string => {
  const digest = createHash('sha256');
  for (let n = 0; n < count; n++) digest.update(MEGABYTE);
  return digest.digest('hex');
};

contract('input and output', kind => {
  const home = temporaryHome();
  let tried: Tried;

  beforeAll(async () => {
    tried = await kind.open();
  });

  afterAll(async () => {
    await tried.stop();
    home.clean();
  });

  test('bytes arrive and return untouched', async () => {
    const bytes = Buffer.from(Array.from({length: 256}, (_, byte) => byte));
    expect((await tried.wire.exec({...sh(''), argv: ['cat'], stdin: bytes})).stdout).toEqual(bytes);
  });

  test.each([
    ['no input', undefined, 'end\n'],
    ['an empty text', '', 'end\n'],
    ['no bytes', new Uint8Array(), 'end\n'],
    ['a text', 'grüße', 'grüßeend\n'],
  ])('the input ends after %s', async (_name, stdin, expected) => {
    const command = sh('cat; echo end', stdin === undefined ? {} : {stdin});
    expect((await tried.wire.exec(command)).stdout.toString()).toBe(expected);
  });

  test('a source without chunks is no input', async () => {
    expect((await tried.wire.exec(sh('cat; echo end', {stdin: megabytes(0)}))).stdout.toString()).toBe('end\n');
  });

  test('ten megabytes are sent from a source', async () => {
    const {stdout} = await tried.wire.exec(sh('sha256sum', {stdin: megabytes(10)}));
    expect(stdout.toString().split(' ')[0]).toBe(digestOf(10));
  });

  test('ten megabytes go there and back at the same time', async () => {
    const {stdout} = await tried.wire.exec(sh('cat', {stdin: megabytes(10)}), {maxBytes: 11 * 2 ** 20});
    expect(createHash('sha256').update(stdout).digest('hex')).toBe(digestOf(10));
  });

  test('a source is read no faster than the command reads', async () => {
    let asked = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of megabytes(40)) {
        asked++;
        yield chunk;
      }
    }
    const gate = join(home.path, 'gate');
    const running = tried.wire.exec(sh(`${until(gate)}; wc -c`, {stdin: counted()}));
    await expect.poll(() => asked).toBeGreaterThan(0);
    for (let n = 0; n < 5; n++) await tried.wire.exec(sh('sleep 0.05'));
    expect(asked).toBeLessThan(20);
    await tried.wire.exec(sh(`touch ${gate}`));
    expect(Number((await running).stdout.toString())).toBe(40 * MEGABYTE.length);
  });

  test('a source is read no more after the command has ended', async () => {
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
    const {code} = await tried.wire.exec(sh('head -c 10 >/dev/null; exit 7', {stdin: endless()}));
    expect({code, closed}).toEqual({code: 7, closed: true});
    expect(asked).toBeLessThan(20);
  });

  test('a source without data is not waited for after the command has ended', async () => {
    async function* idle(): AsyncGenerator<Uint8Array> {
      await new Promise(() => {});
      yield MEGABYTE;
    }
    expect((await tried.wire.exec(sh('exit 4', {stdin: idle()}))).code).toBe(4);
  });

  test('a command may leave megabytes of input unread', async () => {
    expect((await tried.wire.exec(sh('exit 5', {stdin: Buffer.alloc(10_000_000)}))).code).toBe(5);
  });

  test('the error of a source is the error of the command, which is ended', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('the file is gone');
    }
    const mark = join(home.path, 'complete');
    const script = `cat > /dev/null && sleep 1 && touch ${mark}`;
    await expect(tried.wire.exec(sh(script, {stdin: broken()}))).rejects.toThrow('the file is gone');
    expect(existsSync(mark)).toBe(false);
  });

  test('output is passed on while the command runs, and returned at its end', async () => {
    let passed = '';
    let onStdout = (_: Buffer) => {};
    const answered = new Promise<void>(resolve => {
      onStdout = chunk => {
        passed += chunk.toString();
        if (passed === 'ready\n') resolve();
      };
    });
    async function* untilAnswered(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('go\n');
      await answered;
    }
    const script = 'read word; echo ready; cat; echo over';
    const result = await tried.wire.exec(sh(script, {stdin: untilAnswered()}), {onStdout: chunk => onStdout(chunk)});
    expect([passed, result.stdout.toString()]).toEqual(['ready\nover\n', 'ready\nover\n']);
  });

  test('the host has the input when it is reported as sent, before the command ends', async () => {
    const events: string[] = [];
    const gate = join(home.path, 'sent');
    const running = tried.wire.exec(sh(`wc -c; ${until(gate)}`, {stdin: megabytes(3)}), {
      onSent: () => events.push('sent'),
    });
    await expect.poll(() => events).toEqual(['sent']);
    await tried.wire.exec(sh(`touch ${gate}`));
    expect(Number((await running).stdout.toString())).toBe(3 * MEGABYTE.length);
    expect(events).toEqual(['sent']);
  });

  test('a command that ends before its input is sent is reported as sent', async () => {
    let sent = 0;
    await tried.wire.exec(sh('exit 0', {stdin: megabytes(5)}), {onSent: () => sent++});
    expect(sent).toBe(1);
  });
});
