import {describe, expect, test} from 'vitest';
import type {EtcdOverview} from '../../../src/core/model/etcd-overview.js';
import {defragment} from '../../../src/run/maintenance/defragment.js';
import {disarm} from '../../../src/run/maintenance/disarm.js';
import {numbers, overview} from '../../support/builders/overview.js';
import {fakeClock} from '../../support/fake-clock.js';
import {recordingReport} from '../../support/reporter.js';
import {Killed, MemoryEtcd} from './memory-etcd.js';

const MIB = 2 ** 20;
const compact = {status: numbers({dbSizeBytes: 5 * MIB})};

const running = (etcd: MemoryEtcd, signal = new AbortController().signal) => {
  const {report, lines} = recordingReport();
  return {maintaining: {etcd, clock: fakeClock(), report, signal}, lines};
};
const full = (): EtcdOverview => {
  const members = [{}, {}, {}].map(() => ({
    alarms: ['NOSPACE'],
    status: numbers({dbSizeBytes: 100 * MIB, dbInUseBytes: 99 * MIB, revision: '9007199254740993'}),
  }));
  return overview(members);
};

/** Runs until the end, after being killed at each change, before and after it. */
async function killedEverywhere(start: () => EtcdOverview, run: (etcd: MemoryEtcd) => Promise<unknown>) {
  const whole = new MemoryEtcd(start());
  await run(whole);
  const ends: MemoryEtcd[] = [];
  for (let at = 1; at <= whole.changes.length; at += 1)
    for (const when of ['before', 'after'] as const) {
      const etcd = new MemoryEtcd(start());
      etcd.kill = {at, when};
      await expect(run(etcd)).rejects.toBeInstanceOf(Killed);
      etcd.kill = undefined;
      await run(etcd);
      ends.push(etcd);
    }
  return {whole, ends};
}

describe('a defragmentation', () => {
  test('takes followers first and the leader last, and gives the sizes', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {}]));
    const {maintaining} = running(etcd);
    const results = await defragment(maintaining, false);
    expect(etcd.changes).toEqual(['defragment cp2', 'defragment cp3', 'defragment cp1']);
    expect(results).toEqual(
      ['cp2', 'cp3', 'cp1'].map(host => ({
        host,
        result: 'defragmented',
        bytesBefore: 20 * MIB,
        bytesAfter: 5 * MIB,
      })),
    );
  });

  test('of members without free space changes nothing', async () => {
    const etcd = new MemoryEtcd(overview([compact, compact, compact]));
    const results = await defragment(running(etcd).maintaining, false);
    expect([etcd.changes, results.map(({result}) => result)]).toEqual([[], Array(3).fill('nothing to reclaim')]);
  });

  test('that was killed anywhere continues with the members that are left', async () => {
    const {whole, ends} = await killedEverywhere(
      () => overview([{}, {}, {}]),
      etcd => defragment(running(etcd).maintaining, false),
    );
    for (const {changes, now} of ends) {
      expect(now).toEqual(whole.now);
      expect(changes).toEqual(whole.changes);
    }
  });

  test('waits until the member is in sync, and no longer than its limit', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {}]));
    etcd.afterwards = () =>
      etcd.edit(
        ({host}) => host === 'cp2',
        member => ({...member, status: {...member.status!, behind: 101}}),
      );
    await expect(defragment(running(etcd).maintaining, false)).rejects.toMatchObject({code: 'timeout/condition'});
    expect(etcd.changes).toEqual(['defragment cp2']);
  });

  test('stops when another member goes down meanwhile', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {}]));
    etcd.afterwards = () => {
      etcd.edit(
        ({host}) => host === 'cp3',
        member => ({...member, healthy: false, why: 'refused'}),
      );
    };
    await expect(defragment(running(etcd).maintaining, false)).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining('cp3: refused'),
    });
  });

  test('is refused with a member down, and with consent leaves it out', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {down: true}]));
    await expect(defragment(running(etcd).maintaining, false)).rejects.toMatchObject({
      code: 'etcd/maintenance-refused',
    });
    const results = await defragment(running(etcd).maintaining, true);
    expect(results.map(({host, result}) => [host, result])).toEqual([
      ['cp2', 'defragmented'],
      ['cp1', 'defragmented'],
      ['cp3', 'down'],
    ]);
  });

  test('follows a leader that moves', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {}]));
    etcd.afterwards = () =>
      etcd.edit(
        () => true,
        member => ({...member, leader: member.host === 'cp3'}),
      );
    await defragment(running(etcd).maintaining, false);
    expect(etcd.changes).toEqual(['defragment cp2', 'defragment cp1', 'defragment cp3']);
  });

  test('ends between two members when it is interrupted', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {}]));
    const stop = new AbortController();
    etcd.afterwards = () => stop.abort();
    await expect(defragment(running(etcd, stop.signal).maintaining, false)).rejects.toMatchObject({
      code: expect.stringMatching(/^interrupted\//),
    });
    expect(etcd.changes).toEqual(['defragment cp2']);
  });
});

describe('disarming', () => {
  test('compacts at the current revision, defragments with the leader last, and then disarms', async () => {
    const etcd = new MemoryEtcd(full());
    const done = await disarm(running(etcd).maintaining, false);
    expect(etcd.changes).toEqual(['compact cp1', 'defragment cp2', 'defragment cp3', 'defragment cp1', 'disarm cp1']);
    expect(done).toMatchObject({alarms: ['NOSPACE 1', 'NOSPACE 2', 'NOSPACE 3'], compactedTo: '9007199254740993'});
    expect(etcd.compacted).toBe(9007199254740993n);
  });

  test('that was killed anywhere ends as if it was not', async () => {
    const {whole, ends} = await killedEverywhere(full, etcd => disarm(running(etcd).maintaining, false));
    for (const {now} of ends) expect(now).toEqual(whole.now);
  });

  test('without an alarm changes nothing', async () => {
    const etcd = new MemoryEtcd(overview([{}, {}, {}]));
    expect(await disarm(running(etcd).maintaining, false)).toEqual({alarms: [], members: []});
    expect(etcd.changes).toEqual([]);
  });

  test.each([
    ['a corrupt member', overview([{alarms: ['NOSPACE']}, {alarms: ['CORRUPT']}, {}])],
    ['unknown alarms', (({alarms: _, ...rest}) => rest)(overview([{}, {}, {}]))],
    ['lost quorum', overview([{alarms: ['NOSPACE']}, {down: true}, {down: true}])],
    ['a member that is down', overview([{alarms: ['NOSPACE']}, {}, {down: true}])],
  ])('is refused with %s', async (_, etcd) => {
    const memory = new MemoryEtcd(etcd);
    await expect(disarm(running(memory).maintaining, false)).rejects.toMatchObject({code: 'etcd/maintenance-refused'});
    expect(memory.changes).toEqual([]);
  });

  test('leaves the alarm while current data fills the quota', async () => {
    const etcd = new MemoryEtcd(full());
    etcd.afterwards = () =>
      etcd.edit(
        () => true,
        member => ({...member, status: {...member.status!, dbSizeBytes: 98 * MIB, dbInUseBytes: 98 * MIB}}),
      );
    await expect(disarm(running(etcd).maintaining, false)).rejects.toMatchObject({code: 'etcd/still-full'});
    expect(etcd.changes).not.toContain('disarm cp1');
  });
});
