import {readFileSync, rmSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Holder} from '../../../src/io/lock/holder.js';
import {holderOn} from '../../../src/io/lock/holders.js';
import {locked} from '../../../src/io/lock/locked.js';
import {resetHost} from '../../../src/io/remote/reset.js';
import type {HeldLock} from '../../../src/ports/cluster.js';
import {nothingReset} from '../../support/builders/reset-result.js';
import {LockRoot} from './lock-root.js';

let cp1: LockRoot;
beforeEach(() => {
  cp1 = new LockRoot('cp1');
});
afterEach(() => cp1.remove());

const anna: Holder = {run: 'a1', user: 'anna@laptop', process: 4242, verb: 'apply', since: '2026-03-14T15:09:26.535Z'};
const ben: Holder = {...anna, run: 'b2', user: 'ben@desk', verb: 'join'};
const since = performance.now();

/** What a run does that looks at `lost` before each step. */
const until = async ({lost}: Pick<HeldLock, 'lost'>): Promise<never> => {
  await expect.poll(() => lost.aborted, {timeout: 15_000}).toBe(true);
  throw new Error('stopped before the next step');
};
const lockOf = (host: LockRoot) => holderOn(host.shell);
const heldBy = (holder: Holder) => ({known: true, value: holder});

describe('a lock file that is removed while a run holds the lock', () => {
  const remove = (host: LockRoot) => rmSync(host.at('/run/quorate'), {recursive: true});
  const removed = {code: 'lock/lost', message: expect.stringContaining('cp1: the lock file was removed')};

  test('ends that run at its next sign of life', async () => {
    const stopped = locked(
      [cp1.shell],
      anna,
      since,
      async lock => {
        expect(lock.lost.aborted).toBe(false);
        remove(cp1);
        return until(lock);
      },
      {silenceSeconds: 2, signMs: 50, answerMs: 60_000},
    );
    await expect(stopped).rejects.toMatchObject(removed);
  });

  test('ends it soon, whatever its timeout', async () => {
    // What asks for the next sign waits a fraction of the time.
    cp1.command('timeout', 'shift; exec /usr/bin/timeout 0.05 "$@"');
    const stopped = locked(
      [cp1.shell],
      anna,
      since,
      async lock => {
        remove(cp1);
        return until(lock);
      },
      {silenceSeconds: 60_000, signMs: 3_600_000, answerMs: 60_000},
    );
    await expect(stopped).rejects.toMatchObject(removed);
  });

  test('does not affect the lock of the next run', async () => {
    const stopped = locked([cp1.shell], anna, since, async lock => {
      remove(cp1);
      await locked([cp1.shell], ben, since, async () => {
        await expect.poll(() => lock.lost.aborted, {timeout: 15_000}).toBe(true);
        expect(await lockOf(cp1)).toEqual(heldBy(ben));
      });
      throw new Error('stopped');
    });
    await expect(stopped).rejects.toMatchObject(removed);
  }, 20_000);
});

test('a run without a sign of life loses the lock after the complete timeout, not after the first check', async () => {
  // 60 seconds are 20 waits, of 20 ms each.
  cp1.command('timeout', 'echo >>"$(dirname "$0")/waits"; shift; exec /usr/bin/timeout 0.02 "$@"');
  const work = async () => {
    cp1.cut({isNoticed: false});
    await expect.poll(() => holderOn(cp1.elsewhere)).toEqual({known: true, value: undefined});
    expect(readFileSync(cp1.at('/commands/waits'), 'utf8')).toHaveLength(20);
  };
  await locked([cp1.shell], anna, since, work, {silenceSeconds: 60, signMs: 3_600_000});
});

test('a reset of a host keeps the lock of the run', async () => {
  // Of this machine, a reset is to see no containers, mounts, interfaces or tables.
  for (const name of ['readlink', 'tac', 'nft', 'ip', 'iptables-save', 'ip6tables-save', 'systemctl', 'umount'])
    cp1.command(name, '');
  await locked([cp1.shell], anna, since, async ({lost}) => {
    const everything = {identity: undefined, units: [], directories: ['/run/quorate'], deleteEdited: false};
    expect(await resetHost(cp1.shell, everything)).toEqual(nothingReset());
    expect(await lockOf(cp1)).toEqual(heldBy(anna));
    await expect(locked([cp1.shell], ben, since, async () => {})).rejects.toMatchObject({code: 'lock/held'});
    expect(lost.aborted).toBe(false);
  });
  await locked([cp1.shell], ben, since, async () => expect(await lockOf(cp1)).toEqual(heldBy(ben)));
});
