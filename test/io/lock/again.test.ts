import {spawn} from 'node:child_process';
import {chmodSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Holder} from '../../../src/io/lock/holder.js';
import {holderOn, releaseOn} from '../../../src/io/lock/holders.js';
import {locked} from '../../../src/io/lock/locked.js';
import type {HeldLock} from '../../../src/ports/cluster.js';
import {LockRoot} from './lock-root.js';

let cp1: LockRoot;
let cp2: LockRoot;
let cp3: LockRoot;
beforeEach(() => {
  [cp1, cp2, cp3] = [new LockRoot('cp1'), new LockRoot('cp2'), new LockRoot('cp3')];
});
afterEach(() => {
  for (const host of [cp1, cp2, cp3]) host.remove();
});

const anna: Holder = {run: 'a1', user: 'anna@laptop', process: 4242, verb: 'apply', since: '2026-03-14T15:09:26.535Z'};
const ben: Holder = {...anna, run: 'b2', user: 'ben@desk', verb: 'join'};
const since = performance.now();
const SOON = {againMs: 20};
const LINE = '/run/quorate/lock.holder';
const FREE = {known: true, value: undefined};

/** As another run sees it. */
const lockOf = (host: LockRoot) => holderOn(host.elsewhere);
const heldBy = (holder: Holder) => ({known: true, value: holder});
const inDoubt = ({doubt}: HeldLock) => expect.poll(doubt).not.toBeUndefined();
const certain = ({doubt}: HeldLock) => expect.poll(doubt).toBeUndefined();
/** What a run does that looks at `lost` before each step. */
const stopped = async ({lost}: HeldLock): Promise<never> => {
  await expect.poll(() => lost.aborted).toBe(true);
  throw new Error('stopped before the next step');
};
const attempts = (host: LockRoot) => host.commands.filter(({title}) => title === 'hold the lock').length;

describe.each([
  ['that the host notices', true],
  ['that the host does not notice', false],
])('the end of a connection %s', (_, isNoticed) => {
  test('leaves it unknown whether the lock is held, until it is taken again', async () => {
    const work = async (lock: HeldLock) => {
      for (const round of [1, 2, 3]) {
        cp1.cut({isNoticed});
        await inDoubt(lock);
        expect(lock.doubt(), `round ${round}`).toMatch(/^cp1: /);
        cp1.heal();
        await certain(lock);
        expect(lock.lost.aborted).toBe(false);
        expect(await lockOf(cp1)).toEqual(heldBy(anna));
        await expect(locked([cp1.elsewhere], ben, since, async () => {})).rejects.toMatchObject({code: 'lock/held'});
      }
    };
    await locked([cp1.shell], anna, since, work, SOON);
    expect(await lockOf(cp1)).toEqual(FREE);
    expect(existsSync(cp1.at(LINE))).toBe(false);
  });

  test('loses the lock when no other connection can be made in time', async () => {
    const work = (lock: HeldLock) => {
      cp1.cut({isNoticed});
      return stopped(lock);
    };
    await expect(locked([cp1.shell], anna, since, work, {...SOON, outageMs: 300})).rejects.toMatchObject({
      code: 'lock/lost',
      message: expect.stringContaining('cp1: '),
    });
  });

  test('to a minority of the hosts leaves nothing unknown, and the lock is taken again there too', async () => {
    const shells = [cp1, cp2, cp3].map(({shell}) => shell);
    const work = async (lock: HeldLock) => {
      for (const host of [cp1, cp2, cp3]) {
        host.cut({isNoticed});
        const others = [cp1, cp2, cp3].filter(each => each !== host).map(({elsewhere}) => elsewhere);
        await expect(locked(others, ben, since, async () => {})).rejects.toMatchObject({code: 'lock/held'});
        expect(lock.doubt()).toBeUndefined();
        host.heal();
        await expect.poll(() => attempts(host)).toBeGreaterThan(1);
        await expect.poll(() => lockOf(host)).toEqual(heldBy(anna));
      }
      expect(lock.lost.aborted).toBe(false);
    };
    await locked(shells, anna, since, work, SOON);
    expect(await Promise.all([cp1, cp2, cp3].map(lockOf))).toEqual([FREE, FREE, FREE]);
  });

  test('does not delay the end of the run', async () => {
    const work = async (lock: HeldLock) => {
      cp1.cut({isNoticed});
      await inDoubt(lock);
      return 'done';
    };
    expect(await locked([cp1.shell], anna, since, work, SOON)).toBe('done');
  });
});

test('a host that releases the lock because no sign of life arrived gives it to the same run again', async () => {
  const work = async (lock: HeldLock) => {
    await expect.poll(() => attempts(cp1)).toBeGreaterThan(3);
    expect(lock.lost.aborted).toBe(false);
  };
  await locked([cp1.shell], anna, since, work, {...SOON, silenceSeconds: 0.1, signMs: 3_600_000});
});

interface Meanwhile {
  /** The host has noticed that the connection ended: its lock is free. */
  readonly happens: () => unknown;
  /** What the message says; undefined: no other run has held the lock. */
  readonly lost?: RegExp;
}

const BEN = 'ben@desk \\(join, PID 4242, since 2026-03-14T15:09:26Z\\)';
const GONE = /the record of the last holder is gone/;
const byBen = () => locked([cp1.elsewhere], ben, since, async () => {});
const rewrite = (change: (line: string) => string) =>
  writeFileSync(cp1.at(LINE), change(readFileSync(cp1.at(LINE), 'utf8')));

const KINDS: Readonly<Record<string, Meanwhile>> = {
  nothing: {happens: () => {}},
  'another run is refused elsewhere': {happens: () => lockOf(cp1)},
  'the lock file was removed, and nothing else': {happens: () => rmSync(cp1.at('/run/quorate/lock'))},
  'another run holds it': {
    happens: async () => {
      cp1.holdAsAnother(ben);
      await expect.poll(() => lockOf(cp1)).toEqual(heldBy(ben));
    },
    lost: new RegExp(`cp1: ${BEN} holds the lock now`),
  },
  'another run has held it': {happens: byBen, lost: new RegExp(`cp1: ${BEN} has held the lock since`)},
  'another run has held it and was killed': {
    happens: async () => {
      const other = cp1.holdAsAnother(ben);
      await expect.poll(() => lockOf(cp1)).toEqual(heldBy(ben));
      other.killed();
      await expect.poll(() => lockOf(cp1)).toEqual(FREE);
    },
    lost: new RegExp(`cp1: ${BEN} has held the lock since`),
  },
  'an older quorate has held it, which leaves no name': {
    happens: () => rmSync(cp1.at(LINE)),
    lost: GONE,
  },
  'the host restarts': {happens: () => rmSync(cp1.at('/run/quorate'), {recursive: true}), lost: GONE},
  'an administrator holds it with flock': {
    happens: async () => {
      const flock = spawn('flock', [cp1.at('/run/quorate/lock'), 'sh', '-c', 'echo held; exec cat']);
      byHand.push(flock);
      await new Promise(resolve => flock.stdout.once('data', resolve));
    },
    lost: /cp1: an unknown holder holds the lock now/,
  },
  'the line may be written by others': {happens: () => chmodSync(cp1.at(LINE), 0o666), lost: GONE},
  'the folder may be written by its group': {happens: () => chmodSync(cp1.at('/run/quorate'), 0o775), lost: GONE},
  'the line is a link': {
    happens: () => {
      renameSync(cp1.at(LINE), cp1.at('/elsewhere'));
      symlinkSync(cp1.at('/elsewhere'), cp1.at(LINE));
    },
    lost: GONE,
  },
  'the line is cut short': {happens: () => rewrite(line => line.slice(0, -6)), lost: /cp1: anna@laptop|gone/},
  'the line has a word more': {happens: () => rewrite(line => line.replace('\n', '\tmore\n')), lost: GONE},
  'the line names no process': {happens: () => rewrite(line => line.replace(/^\d+/, '-1')), lost: GONE},
  'the line is endless': {happens: () => rewrite(line => line.trimEnd() + 'x'.repeat(5_000_000)), lost: GONE},
  'the line has control characters': {
    happens: () => rewrite(() => '1\t1\tb2\tben\u001b]0;x\u0007@desk\t4242\tjoin\t2026\n'),
    lost: /cp1: ben@desk \(join, PID 4242, since 2026\) has held the lock since/,
  },
};

const byHand: {readonly stdin: {end(): unknown}}[] = [];
afterEach(() => {
  for (const each of byHand.splice(0)) each.stdin.end();
});

test.each(Object.entries(KINDS))('while the connection is lost: %s', async (_, {happens, lost}) => {
  const work = async (lock: HeldLock) => {
    cp1.cut({isNoticed: true});
    await inDoubt(lock);
    await expect.poll(() => lockOf(cp1)).toEqual(FREE);
    await happens();
    expect(lock.doubt()).not.toBeUndefined();
    cp1.heal();
    if (lost === undefined) await certain(lock);
    return lost === undefined ? lock.lost.aborted : stopped(lock);
  };
  const run = locked([cp1.shell], anna, since, work, SOON);
  if (lost === undefined) expect(await run).toBe(false);
  else await expect(run).rejects.toMatchObject({code: 'lock/lost', message: expect.stringMatching(lost)});
});

test('a lock that was released by force is not taken again, also when the connection was lost before', async () => {
  const work = async (lock: HeldLock) => {
    cp1.cut({isNoticed: false});
    await inDoubt(lock);
    expect(await releaseOn(cp1.elsewhere, anna)).toBe(true);
    cp1.heal();
    return stopped(lock);
  };
  await expect(locked([cp1.shell], anna, since, work, SOON)).rejects.toMatchObject({
    code: 'lock/lost',
    message: expect.stringMatching(GONE),
  });
});

test('another run on a minority of the hosts does not stop the run, and on a majority it does', async () => {
  const shells = [cp1, cp2, cp3].map(({shell}) => shell);
  const work = async (lock: HeldLock) => {
    for (const host of [cp1, cp2]) host.cut({isNoticed: true});
    await inDoubt(lock);
    await expect.poll(async () => [await lockOf(cp1), await lockOf(cp2)]).toEqual([FREE, FREE]);
    await locked([cp1.elsewhere], ben, since, async () => {});
    for (const host of [cp1, cp2]) host.heal();
    // cp2 and cp3.
    await certain(lock);
    expect(lock.lost.aborted).toBe(false);
    cp2.cut({isNoticed: true});
    return stopped(lock);
  };
  await expect(locked(shells, anna, since, work, {...SOON, outageMs: 5000})).rejects.toMatchObject({
    code: 'lock/lost',
    message: expect.stringMatching(/cp1: ben@desk .*; cp2: /),
  });
});
