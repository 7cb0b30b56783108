import {PassThrough} from 'node:stream';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {openConnections} from '../../../src/io/observe/connections.js';
import type {Command, Transport} from '../../../src/io/transport/transport.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';

const {hosts} = clusterConfig();
const cp1 = hostName('cp1');
const look: Command = {argv: ['true'], title: 'look', changes: false};
const LIMIT = {timeoutMs: 10_000};

const counting = (connect: () => Transport = () => answeringWith(() => ({}))) => {
  const connected: string[] = [];
  const reach = openConnections(hosts, async ({name}) => {
    connected.push(name);
    return connect();
  });
  return {reach, connected};
};

test('nothing connects before something is asked, and then once', async () => {
  const {reach, connected} = counting();
  const way = reach.to(cp1);
  expect(connected).toEqual([]);
  await Promise.all([way.exec(look, LIMIT), way.exec(look, LIMIT), reach.to(cp1).exec(look, LIMIT)]);
  expect(connected).toEqual(['cp1']);
});

test('a connection that could never be made is not tried again', async () => {
  const refused = new Failure('hosts/auth-refused', 'cp1: login refused', {suggestions: ['ssh-add']});
  const {reach, connected} = counting(() => {
    throw refused;
  });
  await expect(reach.to(cp1).exec(look, LIMIT)).rejects.toBe(refused);
  await expect(reach.to(cp1).exec(look, LIMIT)).rejects.toBe(refused);
  expect(connected).toEqual(['cp1']);
});

test('every connection that was made is closed, whatever became of the others', async () => {
  const closed: string[] = [];
  const reach = openConnections(hosts, async ({name}) => {
    if (name === 'cp1') throw new Failure('hosts/unreachable', 'cp1: no route');
    return {
      ...answeringWith(() => ({})),
      close: async () => {
        closed.push(name);
        if (name === 'cp2') throw new Error('broken pipe');
      },
    };
  });
  await Promise.allSettled(['cp1', 'cp2', 'cp3'].map(name => reach.to(hostName(name)).exec(look, LIMIT)));
  await reach.close();
  expect(closed).toEqual(['cp2', 'cp3']);
});

test('a connection that was forgotten is closed and made again', async () => {
  let closed = 0;
  const {reach, connected} = counting(() => ({
    ...answeringWith(() => ({})),
    close: async () => {
      closed += 1;
    },
  }));
  await reach.to(cp1).exec(look, LIMIT);
  reach.forget(cp1);
  await reach.to(cp1).exec(look, LIMIT);
  expect(connected).toEqual(['cp1', 'cp1']);
  await reach.close();
  expect(closed).toBe(2);
});

test('forgetting a connection that failed, or never was, harms nothing', async () => {
  const {reach, connected} = counting(() => {
    throw new Failure('hosts/unreachable', 'cp1: no route');
  });
  reach.forget(cp1);
  await expect(reach.to(cp1).exec(look, LIMIT)).rejects.toMatchObject({code: 'hosts/unreachable'});
  reach.forget(cp1);
  await expect(reach.to(cp1).exec(look, LIMIT)).rejects.toMatchObject({code: 'hosts/unreachable'});
  expect(connected).toEqual(['cp1', 'cp1']);
});

test('forgetBroken connects anew to a host whose connection failed, and keeps the others', async () => {
  const dials: string[] = [];
  const connections = openConnections(hosts, async ({name}) => {
    dials.push(name);
    if (name === 'w1' && dials.filter(each => each === 'w1').length === 1)
      throw new Failure('hosts/unreachable', 'w1: no route');
    return answeringWith(() => ({}));
  });
  const run = (name: string) =>
    connections.to(hostName(name)).exec({argv: ['true'], title: 'run', changes: false}, LIMIT);
  await run('cp1');
  await expect(run('w1')).rejects.toMatchObject({code: 'hosts/unreachable'});
  await expect(run('w1')).rejects.toMatchObject({code: 'hosts/unreachable'});
  expect(dials).toEqual(['cp1', 'w1']);
  connections.forgetBroken();
  expect(await run('w1')).toMatchObject({code: 0});
  await run('cp1');
  expect(dials).toEqual(['cp1', 'w1', 'w1']);
});

/** Connections that are lost with these of the commands of a run, counted from 0. */
function losing(lossAt: readonly number[], refuses: (attempt: number) => boolean = () => false) {
  let [ms, sent, attempts] = [0, 0, 0];
  const ran: number[] = [];
  const closed: number[] = [];
  const connections = openConnections(
    hosts,
    async () => {
      const attempt = attempts++;
      if (refuses(attempt)) throw new Failure('hosts/unreachable', 'cp1: no route');
      const lost = new AbortController();
      const gone = () => new Failure('hosts/connection-lost', 'cp1: the connection was lost');
      return {
        ...answeringWith(() => ({})),
        lost: lost.signal,
        exec: async () => {
          const number = sent++;
          if (lost.signal.aborted) throw gone();
          ran.push(number);
          if (!lossAt.includes(number)) return {code: 0, stdout: Buffer.alloc(0), stderr: ''};
          lost.abort();
          throw gone();
        },
        close: async () => void closed.push(attempt),
      };
    },
    {now: () => ms},
  );
  return {
    run: () => connections.to(cp1).exec(look, LIMIT),
    pass: (by: number) => {
      ms += by;
    },
    attempts: () => attempts,
    ran,
    closed,
    connections,
  };
}

describe('a connection that is lost', () => {
  test('fails the command that it had, sends it once, and the next command has a new one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(9)), async lossAt => {
        const {run, ran, attempts, closed} = losing(lossAt);
        for (let number = 0; number < 10; number++) {
          const outcome = run();
          if (lossAt.includes(number)) await expect(outcome).rejects.toMatchObject({code: 'hosts/connection-lost'});
          else expect(await outcome).toMatchObject({code: 0});
        }
        expect(ran).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        const lostBefore = lossAt.filter(number => number < 9).length;
        expect(attempts()).toBe(1 + lostBefore);
        await expect.poll(() => closed.length).toBe(lossAt.length);
      }),
      {numRuns: 50},
    );
  });

  test('while no command runs fails none', async () => {
    const lost = new AbortController();
    const made: string[] = [];
    const connections = openConnections(hosts, async ({name}) => {
      made.push(name);
      return {...answeringWith(() => ({})), lost: made.length === 1 ? lost.signal : new AbortController().signal};
    });
    await connections.to(cp1).exec(look, LIMIT);
    lost.abort();
    expect(await connections.to(cp1).exec(look, LIMIT)).toMatchObject({code: 0});
    expect(made).toEqual(['cp1', 'cp1']);
  });

  test('is tried again after a pause for as long as the host cannot be reached, and not with every command', async () => {
    const {run, pass, attempts} = losing([0], attempt => attempt === 1 || attempt === 2);
    await expect(run()).rejects.toMatchObject({code: 'hosts/connection-lost'});
    await expect(run()).rejects.toMatchObject({code: 'hosts/unreachable'});
    await expect(run()).rejects.toMatchObject({code: 'hosts/unreachable'});
    expect(attempts()).toBe(2);
    pass(6000);
    await expect(run()).rejects.toMatchObject({code: 'hosts/unreachable'});
    pass(6000);
    expect(await run()).toMatchObject({code: 0});
    expect(attempts()).toBe(4);
  });

  test('and made again is not given up by forgetBroken', async () => {
    const {run, attempts, connections} = losing([0]);
    await expect(run()).rejects.toMatchObject({code: 'hosts/connection-lost'});
    await run();
    connections.forgetBroken();
    await run();
    expect(attempts()).toBe(2);
  });
});

test('a connection that is being made does not delay the end', async () => {
  const connections = openConnections(
    hosts,
    (_, closing) => new Promise((_, reject) => closing.addEventListener('abort', () => reject(closing.reason))),
  );
  const asked = connections.to(hosts[0]!.name).forward('127.0.0.1', 6443);
  const outcome = expect(asked).rejects.toMatchObject({code: 'interrupted/stopped'});
  await connections.close();
  await outcome;
});

describe('the ceiling on open connections', () => {
  /** Commands take as many turns as their number says; counts what is open. */
  const ceiling = (mostOpen: number, refused: readonly string[] = []) => {
    let open = 0;
    const seen = {most: 0, made: 0, closedInUse: 0};
    const connections = openConnections(
      hosts,
      async ({name}) => {
        open += 1;
        seen.made += 1;
        seen.most = Math.max(seen.most, open);
        await Promise.resolve();
        if (refused.includes(name)) {
          open -= 1;
          throw new Failure('hosts/unreachable', `${name}: no route`);
        }
        let running = 0;
        return {
          ...answeringWith(() => ({})),
          exec: async ({title}) => {
            running += 1;
            for (let turn = 0; turn < Number(title); turn++) await Promise.resolve();
            running -= 1;
            return {code: 0, stdout: Buffer.from(name), stderr: ''};
          },
          close: async () => {
            if (running > 0) seen.closedInUse += 1;
            await Promise.resolve();
            open -= 1;
          },
        };
      },
      {mostOpen},
    );
    return {connections, seen, stillOpen: () => open};
  };
  const names = hosts.map(({name}) => name);

  test('is kept whatever is asked of which host, no command is lost, and none loses its connection', async () => {
    const commands = fc.array(fc.record({host: fc.nat(names.length - 1), turns: fc.nat(9), pause: fc.nat(3)}), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({min: 1, max: 4}), commands, fc.subarray(names), async (mostOpen, asked, refused) => {
        const {connections, seen, stillOpen} = ceiling(mostOpen, refused);
        const outcomes: Promise<string>[] = [];
        for (const {host, turns, pause} of asked) {
          const name = names[host]!;
          const ran = connections.to(name).exec({argv: ['x'], title: String(turns), changes: false}, LIMIT);
          outcomes.push(
            ran.then(
              ({stdout}) => stdout.toString(),
              (error: Failure) => error.code,
            ),
          );
          for (let turn = 0; turn < pause; turn++) await Promise.resolve();
        }
        const expected = asked.map(({host}) => {
          const name = names[host]!;
          return refused.includes(name) ? 'hosts/unreachable' : name;
        });
        expect(await Promise.all(outcomes)).toEqual(expected);
        expect(seen.most).toBeLessThanOrEqual(mostOpen);
        expect(seen.closedInUse).toBe(0);
        await connections.close();
        await expect.poll(stillOpen).toBe(0);
      }),
      {numRuns: 300},
    );
  });

  test('closes the connection that was not used for the longest time', async () => {
    const {connections, seen} = ceiling(2);
    for (const name of ['cp1', 'cp2', 'cp1', 'cp3', 'cp1']) await connections.to(hostName(name)).exec(look, LIMIT);
    expect(seen).toMatchObject({made: 3, most: 2});
    await connections.to(hostName('cp2')).exec(look, LIMIT);
    expect(seen.made).toBe(4);
  });

  test('leaves a connection with an open stream alone', async () => {
    const stream = new PassThrough();
    const made: string[] = [];
    const connections = openConnections(
      hosts,
      async ({name}) => {
        made.push(name);
        return {...answeringWith(() => ({})), forward: async () => stream};
      },
      {mostOpen: 1},
    );
    await connections.to(cp1).forward('127.0.0.1', 1);
    const other = connections.to(hostName('cp2')).exec(look, LIMIT);
    await new Promise(resolve => setImmediate(resolve));
    expect(made).toEqual(['cp1']);
    stream.destroy();
    expect(await other).toMatchObject({code: 0});
    expect(made).toEqual(['cp1', 'cp2']);
  });

  test('what waits for a place ends with the connections', async () => {
    const connections = openConnections(hosts, () => new Promise(() => undefined), {mostOpen: 0});
    const outcome = expect(connections.to(cp1).exec(look, LIMIT)).rejects.toMatchObject({code: 'interrupted/stopped'});
    await connections.close();
    await outcome;
  });
});
