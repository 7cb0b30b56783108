import {existsSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {type Holder, holderLine, thisRun} from '../../../src/io/lock/holder.js';
import {holderOn, lockHosts, releaseOn} from '../../../src/io/lock/holders.js';
import {locked} from '../../../src/io/lock/locked.js';
import type {HeldLock} from '../../../src/ports/cluster.js';
import {desiredCluster} from '../../support/desired.js';
import {LockRoot, unreachable} from './lock-root.js';

let cp1: LockRoot;
let cp2: LockRoot;
let cp3: LockRoot;
const shells = () => [cp1.shell, cp2.shell, cp3.shell];

beforeEach(() => {
  cp1 = new LockRoot('cp1');
  cp2 = new LockRoot('cp2');
  cp3 = new LockRoot('cp3');
});
afterEach(() => {
  for (const host of [cp1, cp2, cp3]) host.remove();
});

const run = (name: string, verb = 'apply'): Holder => ({
  run: name,
  user: 'anna@laptop',
  process: 4242,
  verb,
  since: '2026-03-14T15:09:26.535Z',
});

/** The moment each of these runs has looked at its cluster. */
const since = performance.now();
const anna = run('a1');
const ben = {...run('b2', 'join'), user: 'ben@desk'};
const silence = {silenceSeconds: 0.2, signMs: 3_600_000, answerMs: 60_000};

/** What a run does that looks at `lost` before each step. */
const until = async ({lost}: Pick<HeldLock, 'lost'>): Promise<never> => {
  await expect.poll(() => lost.aborted).toBe(true);
  throw new Error('the run was stopped before its next step');
};
const lockOf = (host: LockRoot) => holderOn(host.shell);
const free = {known: true, value: undefined};
const heldBy = (holder: Holder) => ({known: true, value: holder});

describe('the lock of a cluster', () => {
  test('is held on every host during a run, and free before and after', async () => {
    expect(await lockOf(cp1)).toEqual(free);
    const result = await locked(shells(), anna, since, async () => {
      expect(await Promise.all([cp1, cp2, cp3].map(lockOf))).toEqual([anna, anna, anna].map(heldBy));
      return 'done';
    });
    expect(result).toBe('done');
    expect(await Promise.all([cp1, cp2, cp3].map(lockOf))).toEqual([free, free, free]);
    expect(existsSync(cp1.at('/run/quorate/lock.holder'))).toBe(false);
  });

  test('refuses a second run, with user, command, host and time of the first', async () => {
    await locked(shells(), anna, since, async () => {
      let began = false;
      const second = locked(shells(), ben, since, async () => {
        began = true;
      });
      await expect(second).rejects.toMatchObject({
        code: 'lock/held',
        message: 'the cluster is locked by anna@laptop (apply, PID 4242, since 2026-03-14T15:09:26Z) on cp1',
        suggestions: expect.arrayContaining([
          expect.stringContaining('quorate lock status'),
          expect.stringContaining('quorate lock release'),
        ]),
      });
      expect(began).toBe(false);
    });
    await locked(shells(), ben, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(ben)));
  });

  test('is acquired by exactly one of many runs that start at once', async () => {
    const names = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
    let refused = 0;
    let allRefused = () => {};
    const others = new Promise<void>(resolve => {
      allRefused = resolve;
    });
    const working: string[] = [];
    await Promise.all(
      names.map(name =>
        locked(shells(), run(name), since, async () => {
          working.push(name);
          await others;
        }).catch((error: Failure) => {
          expect(error.code).toBe('lock/held');
          if (++refused === names.length - 1) allRefused();
        }),
      ),
    );
    expect(working).toHaveLength(1);
  });

  test('is released on the first hosts when a later host is locked', async () => {
    await locked([cp2.shell], ben, since, async () => {
      await expect(locked(shells(), anna, since, async () => {})).rejects.toMatchObject({
        code: 'lock/held',
        message: expect.stringMatching(/ on cp2$/),
      });
      expect(await lockOf(cp1)).toEqual(free);
      expect(cp3.commands).toEqual([]);
    });
  });

  test('is released when the run fails, and the failure is rethrown', async () => {
    const failing = locked(shells(), anna, since, () =>
      Promise.reject(new Failure('hosts/command-failed', 'it broke')),
    );
    await expect(failing).rejects.toMatchObject({code: 'hosts/command-failed'});
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('is not numbered by the crash hook', async () => {
    await locked([cp1.shell], anna, since, async () => {});
    expect(cp1.commands.map(({changes}) => changes)).toEqual([false]);
  });
});

describe('a holder that has ended', () => {
  test('does not hold the lock, although its line remains', async () => {
    const other = cp1.holdAsAnother(ben);
    await expect.poll(() => lockOf(cp1)).toEqual(heldBy(ben));
    const line = readFileSync(cp1.at('/run/quorate/lock.holder'), 'utf8');
    other.killed();
    await expect.poll(() => lockOf(cp1)).toEqual(free);
    writeFileSync(cp1.at('/run/quorate/lock.holder'), line);
    expect(await lockOf(cp1)).toEqual(free);
    await locked([cp1.shell], anna, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(anna)));
  });

  test('is not confused with another process that has its PID', async () => {
    await locked([cp1.shell], anna, since, async () => {});
    writeFileSync(cp1.at('/run/quorate/lock.holder'), `${process.pid}\t1\t${holderLine(ben)}\n`);
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('loses the lock when it gives no sign of life, as after a loss of power', async () => {
    await locked(
      [cp1.shell],
      anna,
      since,
      async () => {
        cp1.cut({isNoticed: false});
        await expect.poll(() => holderOn(cp1.elsewhere)).toEqual(free);
        await locked([cp1.elsewhere], ben, since, async () =>
          expect(await holderOn(cp1.elsewhere)).toEqual(heldBy(ben)),
        );
      },
      silence,
    );
  });
});

test('a run that gives signs of life keeps the lock beyond the timeout', async () => {
  const times = {silenceSeconds: 2, signMs: 100, answerMs: 60_000};
  const work = async ({lost}: HeldLock) => {
    await expect.poll(() => cp1.chunksSent, {timeout: 10_000}).toBeGreaterThan(25);
    expect(lost.aborted).toBe(false);
    expect(await lockOf(cp1)).toEqual(heldBy(anna));
  };
  await locked([cp1.shell], anna, since, work, times);
}, 20_000);

describe('whether another run held the lock since a given time', () => {
  const isUndisturbed = (moment = performance.now()) =>
    locked(shells(), ben, moment, async ({undisturbed}) => undisturbed);
  /** As if the last run had ended some time ago. */
  const ended = (secondsAgo: number) => {
    for (const host of [cp1, cp2, cp3])
      utimesSync(host.at('/run/quorate/lock'), Date.now() / 1000, Date.now() / 1000 - secondsAgo);
  };

  test('is unknown for a new lock file', async () => {
    expect(await isUndisturbed()).toBe(false);
  });

  test('follows from the time of the last release', async () => {
    await locked(shells(), anna, since, async () => {});
    expect(await isUndisturbed()).toBe(false);
    ended(60);
    expect(await isUndisturbed()).toBe(true);
    ended(60);
    expect(await isUndisturbed(performance.now() - 70_000)).toBe(false);
  });

  test('is true if one host was locked in between', async () => {
    await locked(shells(), anna, since, async () => {});
    ended(60);
    await locked([cp2.shell], anna, since, async () => {});
    expect(await isUndisturbed()).toBe(false);
  });

  test('is unknown when a holder was killed', async () => {
    await locked(shells(), anna, since, async () => {});
    ended(60);
    writeFileSync(cp3.at('/run/quorate/lock.holder'), `999999\t1\t${holderLine(anna)}\n`);
    expect(await isUndisturbed()).toBe(false);
  });
});

describe('releasing a lock', () => {
  test('ends the holder process, and the run stops before its next step with the reason', async () => {
    const stopped = locked([cp1.shell], anna, since, async ({lost}) => {
      expect(await releaseOn(cp1.shell, anna)).toBe(true);
      return until({lost});
    });
    await expect(stopped).rejects.toMatchObject({
      code: 'lock/lost',
      message: expect.stringContaining('cp1: the lock holder process was killed'),
      cause: expect.objectContaining({message: expect.stringContaining('stopped before its next step')}),
    });
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('does not affect a run that has acquired the lock since', async () => {
    await locked([cp1.shell], anna, since, async ({lost}) => {
      expect(await releaseOn(cp1.shell, ben)).toBe(false);
      expect(await releaseOn(cp1.shell, {...anna, run: 'a0'})).toBe(false);
      expect(await lockOf(cp1)).toEqual(heldBy(anna));
      expect(lost.aborted).toBe(false);
    });
    expect(await releaseOn(cp1.shell, anna)).toBe(false);
  });

  test('on a minority of the hosts does not stop the run: the majority excludes every other run', async () => {
    const stopped = locked(shells(), anna, since, async ({lost}) => {
      expect(await releaseOn(cp1.shell, anna)).toBe(true);
      await expect(locked(shells(), ben, since, async () => {})).rejects.toMatchObject({code: 'lock/held'});
      expect(lost.aborted).toBe(false);
      expect(await releaseOn(cp3.shell, anna)).toBe(true);
      return until({lost});
    });
    await expect(stopped).rejects.toMatchObject({code: 'lock/lost', message: expect.stringMatching(/cp1: .*; cp3: /)});
  });
});

describe('unreachable hosts', () => {
  const down = (name: string) =>
    unreachable(name, new Failure('hosts/unreachable', `${name}: no route`, {suggestions: [`look at ${name}`]}));

  test('are skipped while a majority is held', async () => {
    await locked([down('cp0'), cp1.shell, cp2.shell], anna, since, async () =>
      expect(await lockOf(cp1)).toEqual(heldBy(anna)),
    );
  });

  test('prevent a run without a majority, and the acquired locks are released', async () => {
    await expect(locked([cp1.shell, down('cp8'), down('cp9')], anna, since, async () => {})).rejects.toMatchObject({
      code: 'hosts/no-lock',
      message: 'the cluster lock was acquired on 1 of 3 hosts, and 2 are required:\n  cp8: no route\n  cp9: no route',
      suggestions: ['look at cp8', 'look at cp9'],
    });
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('have a lock that is unknown, not free', async () => {
    expect(await holderOn(down('cp9'))).toEqual({known: false, why: 'cp9: no route'});
  });

  test('do not hide a bug', async () => {
    const broken = unreachable('cp9', new TypeError('a bug'));
    await expect(locked([cp1.shell, cp2.shell, broken], anna, since, async () => {})).rejects.toThrow(TypeError);
    expect(await lockOf(cp1)).toEqual(free);
  });
});

test('a removed lock file is created again', async () => {
  await locked([cp1.shell], anna, since, async () => {});
  rmSync(cp1.at('/run/quorate'), {recursive: true});
  await locked([cp1.shell], ben, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(ben)));
});

test('a holder is written as one line, whatever its names are', () => {
  const odd = {...thisRun('apply'), user: 'anna\tb\nc@laptop'};
  expect(holderLine(odd).split('\n')).toHaveLength(1);
  expect(holderLine(odd).split('\t')).toHaveLength(5);
});

test('the lock is on control planes and etcd hosts, in a fixed order, and on no worker', () => {
  expect(lockHosts(desiredCluster({controlPlanes: 3, workers: 2}))).toEqual(['cp-1', 'cp-2', 'cp-3']);
  expect(lockHosts(desiredCluster({controlPlanes: 1, etcdHosts: 1, topology: 'external'}))).toEqual(['cp-1', 'etcd-1']);
});
