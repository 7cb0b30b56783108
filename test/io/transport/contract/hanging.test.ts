import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, expect, test} from 'vitest';
import {hostName} from '../../../../src/core/model/names.js';
import {openConnections} from '../../../../src/io/observe/connections.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {contract, KINDS, sh, type Tried} from './wires.js';

const SSHD = KINDS.filter(({name}) => name.endsWith('sshd'));
const cp1 = hostName('cp1');

contract(
  'a server that hangs',
  kind => {
    let tried: Tried;
    afterEach(() => tried.stop());

    test('is noticed by keepalive, and its commands end', async () => {
      tried = await kind.open([], {keepaliveMs: 1000});
      const running = tried.wire.exec(sh('exec sleep 60'));
      const outcome = expect(running).rejects.toMatchObject({code: 'hosts/connection-lost'});
      await tried.hang?.();
      await outcome;
      expect(tried.wire.lost?.aborted).toBe(true);
    });

    test('does not delay a command beyond its limit', async () => {
      tried = await kind.open();
      await tried.hang?.();
      await expect(tried.wire.exec(sh('true'), {timeoutMs: 500})).rejects.toMatchObject({
        code: 'timeout/command',
        message: expect.stringContaining('"try a script"'),
        suggestions: [expect.stringContaining('dmesg'), expect.stringContaining('run the same command again')],
      });
    });
  },
  SSHD,
);

contract(
  'a connection that was lost',
  kind => {
    let tried: Tried[] = [];
    afterEach(async () => {
      await Promise.all(tried.map(each => each.stop()));
      tried = [];
    });

    test('is made again by the next command', async () => {
      const connections = openConnections(clusterConfig().hosts, async () => {
        tried.push(await kind.open());
        return tried.at(-1)!.wire;
      });
      const run = (script: string) => connections.to(cp1).exec(sh(script), {timeoutMs: 30_000});
      expect((await run('echo one')).stdout.toString()).toBe('one\n');
      await tried[0]!.cut?.();
      await expect.poll(() => tried[0]!.wire.lost?.aborted).toBe(true);
      expect((await run('echo two')).stdout.toString()).toBe('two\n');
      expect(tried).toHaveLength(2);
    });
  },
  KINDS.filter(({name}) => name !== 'local'),
);

contract('a command without progress', kind => {
  let tried: Tried;
  afterEach(() => tried.stop());

  test('ends after its stall limit', async () => {
    tried = await kind.open();
    await expect(tried.wire.exec(sh('echo started; exec sleep 60'), {stallMs: 500})).rejects.toMatchObject({
      code: 'timeout/command',
      message: expect.stringContaining('made no progress for 0.5 s'),
    });
  });

  test('that takes no more input ends after its stall limit', async () => {
    tried = await kind.open();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc(100_000);
    }
    await expect(
      tried.wire.exec(sh('head -c 100000 >/dev/null; exec sleep 60', {stdin: endless()}), {stallMs: 2000}),
    ).rejects.toMatchObject({code: 'timeout/command'});
  });

  test('is not one that prints or reads now and then, however long it takes', async () => {
    tried = await kind.open();
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < 5; n++) {
        await pause(600);
        yield Buffer.from('.');
      }
    }
    const printing = tried.wire.exec(sh('for n in 1 2 3 4 5; do sleep 0.6; echo $n; done'), {stallMs: 2000});
    const reading = tried.wire.exec(sh('cat', {stdin: slowly()}), {stallMs: 2000});
    expect((await printing).code).toBe(0);
    expect((await reading).stdout.toString()).toBe('.....');
  });
});
