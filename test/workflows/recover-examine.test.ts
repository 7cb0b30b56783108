import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {hostName} from '../../src/core/model/names.js';
import type {Survivor} from '../../src/core/plan/restore/survivors.js';
import type {Event} from '../../src/run/report/event.js';
import {examine} from '../../src/workflows/recover-examine.js';

const survivor = (name: string, serves = false): Survivor =>
  ({member: {host: hostName(name)}, data: serves ? {running: {}} : {}}) as unknown as Survivor;

/** @param broken names of the hosts whose data gives no snapshot. */
function examining(broken: readonly string[]) {
  const events: Event[] = [];
  const asked: string[] = [];
  return {
    asked,
    codes: () => events.flatMap(event => (event.type === 'finding' ? [event.finding.code] : [])),
    report: (event: Event) => void events.push(event),
    keepOffline: async ({member: {host}}: Survivor) => {
      asked.push(host);
      if (broken.includes(host)) throw new Failure('etcd/snapshot-failed', `${host}: its data is damaged`);
      return {path: `/${host}.db`, revision: '7'};
    },
  };
}

describe('the members that do not serve', () => {
  test('are each examined, and those that serve are not stopped', async () => {
    const deps = examining([]);
    const found = await examine([survivor('a', true), survivor('b'), survivor('c')], deps);
    expect(deps.asked).toEqual(['b', 'c']);
    expect([...found]).toEqual([
      ['b', {path: '/b.db', revision: '7'}],
      ['c', {path: '/c.db', revision: '7'}],
    ]);
    expect(deps.codes()).toEqual(['etcd/snapshot-may-lack-writes', 'etcd/snapshot-may-lack-writes']);
  });

  test.each([
    ['one that serves', [survivor('a', true), survivor('b')]],
    ['another one', [survivor('b'), survivor('c')]],
  ])('do not end a recovery with damaged data beside %s, and are reported', async (_, all) => {
    const deps = examining(['b']);
    expect((await examine(all, deps)).has(hostName('b'))).toBe(false);
    expect(deps.codes()).toContain('etcd/recover-unexamined');
  });

  test('end it when none of them can be used', async () => {
    await expect(examine([survivor('b'), survivor('c')], examining(['b', 'c']))).rejects.toMatchObject({
      code: 'etcd/snapshot-failed',
      message: 'b: its data is damaged',
    });
  });
});
