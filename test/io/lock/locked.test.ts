import {existsSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {type Holder, holderLine, thisRun} from '../../../src/io/lock/holder.js';
import {locked} from '../../../src/io/lock/locked.js';
import {holderOn, lockHosts, releaseOn} from '../../../src/io/lock/look.js';
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
  throw new Error('stopped before the next step');
};
const lockOf = (host: LockRoot) => holderOn(host.shell);
const free = {known: true, value: undefined};
const heldBy = (holder: Holder) => ({known: true, value: holder});

describe('the lock of a cluster', () => {
  test('is held on every host while a run works, and free before and after', async () => {
    expect(await lockOf(cp1)).toEqual(free);
    const result = await locked(shells(), anna, since, async () => {
      expect(await Promise.all([cp1, cp2, cp3].map(lockOf))).toEqual([anna, anna, anna].map(heldBy));
      return 'done';
    });
    expect(result).toBe('done');
    expect(await Promise.all([cp1, cp2, cp3].map(lockOf))).toEqual([free, free, free]);
    expect(existsSync(cp1.at('/run/quorate/lock.holder'))).toBe(false);
  });

  test('refuses a second run and tells who is at work, on what, where and since when', async () => {
    await locked(shells(), anna, since, async () => {
      let began = false;
      const second = locked(shells(), ben, since, async () => {
        began = true;
      });
      await expect(second).rejects.toMatchObject({
        code: 'lock/held',
        message:
          'another run is at work on this cluster: apply, by anna@laptop (process 4242) since 2026-03-14T15:09:26Z; it holds the lock on cp1',
        suggestions: expect.arrayContaining(['quorate lock list', expect.stringContaining('quorate lock release')]),
      });
      expect(began).toBe(false);
    });
    await locked(shells(), ben, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(ben)));
  });

  test('lets exactly one of many runs that start at once go on', async () => {
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

  test('gives back what it had taken when a later host is held', async () => {
    await locked([cp2.shell], ben, since, async () => {
      await expect(locked(shells(), anna, since, async () => {})).rejects.toMatchObject({
        code: 'lock/held',
        message: expect.stringContaining('the lock on cp2'),
      });
      expect(await lockOf(cp1)).toEqual(free);
      expect(cp3.commands).toEqual([]);
    });
  });

  test('is free again when the work fails, with the failure of the work', async () => {
    const failing = locked(shells(), anna, since, () => Promise.reject(new Failure('hosts/x', 'it broke')));
    await expect(failing).rejects.toMatchObject({code: 'hosts/x'});
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('is numbered by no crash hook', async () => {
    await locked([cp1.shell], anna, since, async () => {});
    expect(cp1.commands.map(({changes}) => changes)).toEqual([false]);
  });
});

describe('a holder that is gone', () => {
  test('has no lock any more, although its name is still written there', async () => {
    const other = cp1.holdAsAnother(ben);
    await expect.poll(() => lockOf(cp1)).toEqual(heldBy(ben));
    const line = readFileSync(cp1.at('/run/quorate/lock.holder'), 'utf8');
    other.killed();
    await expect.poll(() => lockOf(cp1)).toEqual(free);
    writeFileSync(cp1.at('/run/quorate/lock.holder'), line);
    expect(await lockOf(cp1)).toEqual(free);
    await locked([cp1.shell], anna, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(anna)));
  });

  test('is not taken for another process that has its pid now', async () => {
    await locked([cp1.shell], anna, since, async () => {});
    writeFileSync(cp1.at('/run/quorate/lock.holder'), `${process.pid}\t1\t${holderLine(ben)}\n`);
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('loses the lock when nothing is heard of it, as when its machine lost power', async () => {
    const silent = locked([cp1.shell], anna, since, until, silence);
    await expect(silent).rejects.toMatchObject({code: 'lock/lost'});
    await locked([cp1.shell], ben, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(ben)));
  });
});

test('a run that gives signs of life keeps the lock for longer than it may be silent', async () => {
  const times = {silenceSeconds: 2, signMs: 100, answerMs: 60_000};
  const work = async ({lost}: HeldLock) => {
    await expect.poll(() => cp1.chunksSent, {timeout: 10_000}).toBeGreaterThan(25);
    expect(lost.aborted).toBe(false);
    expect(await lockOf(cp1)).toEqual(heldBy(anna));
  };
  await locked([cp1.shell], anna, since, work, times);
}, 20_000);

describe('whether somebody else was at work since a moment', () => {
  const isUndisturbed = (moment = performance.now()) =>
    locked(shells(), ben, moment, async ({undisturbed}) => undisturbed);
  /** As if the last run had ended some time ago. */
  const ended = (secondsAgo: number) => {
    for (const host of [cp1, cp2, cp3])
      utimesSync(host.at('/run/quorate/lock'), Date.now() / 1000, Date.now() / 1000 - secondsAgo);
  };

  test('is not known of a lock that nobody ever had', async () => {
    expect(await isUndisturbed()).toBe(false);
  });

  test('is told by the time of the last release', async () => {
    await locked(shells(), anna, since, async () => {});
    expect(await isUndisturbed()).toBe(false);
    ended(60);
    expect(await isUndisturbed()).toBe(true);
    ended(60);
    expect(await isUndisturbed(performance.now() - 70_000)).toBe(false);
  });

  test('one host that was held in between is enough', async () => {
    await locked(shells(), anna, since, async () => {});
    ended(60);
    await locked([cp2.shell], anna, since, async () => {});
    expect(await isUndisturbed()).toBe(false);
  });

  test('is not known when a holder was killed', async () => {
    await locked(shells(), anna, since, async () => {});
    ended(60);
    writeFileSync(cp3.at('/run/quorate/lock.holder'), `999999\t1\t${holderLine(anna)}\n`);
    expect(await isUndisturbed()).toBe(false);
  });
});

describe('releasing a lock', () => {
  test('ends its holder there, and the run stops before its next step and says why', async () => {
    const stopped = locked([cp1.shell], anna, since, async ({lost}) => {
      expect(await releaseOn(cp1.shell, anna)).toBe(true);
      return until({lost});
    });
    await expect(stopped).rejects.toMatchObject({
      code: 'lock/lost',
      message: expect.stringContaining('cp1: the process that held it was ended there'),
      cause: expect.objectContaining({message: 'stopped before the next step'}),
    });
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('leaves a run alone that took the lock since somebody looked', async () => {
    await locked([cp1.shell], anna, since, async ({lost}) => {
      expect(await releaseOn(cp1.shell, ben)).toBe(false);
      expect(await releaseOn(cp1.shell, {...anna, run: 'a0'})).toBe(false);
      expect(await lockOf(cp1)).toEqual(heldBy(anna));
      expect(lost.aborted).toBe(false);
    });
    expect(await releaseOn(cp1.shell, anna)).toBe(false);
  });

  test('on a minority of the hosts stops nobody: the rest still excludes every other run', async () => {
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

describe('hosts that cannot be reached', () => {
  const down = (name: string) =>
    unreachable(name, new Failure('hosts/unreachable', `${name}: no route`, {suggestions: [`look at ${name}`]}));

  test('are left out while a majority is held', async () => {
    await locked([down('cp0'), cp1.shell, cp2.shell], anna, since, async () =>
      expect(await lockOf(cp1)).toEqual(heldBy(anna)),
    );
  });

  test('keep a run from starting when too few are left, with what was taken given back', async () => {
    await expect(locked([cp1.shell, down('cp8'), down('cp9')], anna, since, async () => {})).rejects.toMatchObject({
      code: 'hosts/no-lock',
      message: 'the lock of the cluster could be taken on 1 of 3 hosts and needs 2:\n  cp8: no route\n  cp9: no route',
      suggestions: ['look at cp8', 'look at cp9'],
    });
    expect(await lockOf(cp1)).toEqual(free);
  });

  test('have a lock that is unknown, not free', async () => {
    expect(await holderOn(down('cp9'))).toEqual({known: false, why: 'cp9: no route'});
  });

  test('hide no mistake of ours', async () => {
    const broken = unreachable('cp9', new TypeError('a bug'));
    await expect(locked([cp1.shell, cp2.shell, broken], anna, since, async () => {})).rejects.toThrow(TypeError);
    expect(await lockOf(cp1)).toEqual(free);
  });
});

test('a lock file that somebody removed is made anew', async () => {
  await locked([cp1.shell], anna, since, async () => {});
  rmSync(cp1.at('/run/quorate'), {recursive: true});
  await locked([cp1.shell], ben, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(ben)));
});

test('a holder is one line, whatever its names are', () => {
  const odd = {...thisRun('apply'), user: 'anna\tb\nc@laptop'};
  expect(holderLine(odd).split('\n')).toHaveLength(1);
  expect(holderLine(odd).split('\t')).toHaveLength(5);
});

test('the lock lies on control planes and etcd hosts, in one order, and on no worker', () => {
  expect(lockHosts(desiredCluster({controlPlanes: 3, workers: 2}))).toEqual(['cp-1', 'cp-2', 'cp-3']);
  expect(lockHosts(desiredCluster({controlPlanes: 1, etcdHosts: 1, topology: 'external'}))).toEqual(['cp-1', 'etcd-1']);
});
