import {beforeEach, describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {parseIdentity} from '../../src/core/identity/parse.js';
import {IDENTITY} from '../../src/core/model/identity-record.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import type {Holding} from '../../src/workflows/reset.js';
import {resetNamed} from '../../src/workflows/reset-hosts.js';
import {another, built, configOf, type Found, reachedAs, refusal, under} from '../scenario/identity/clusters.js';

const [w1, w2] = [hostName('w1'), hostName('w2')];
const PRODUCTION = configOf(/^(cp1|w1)$/, {name: 'production'});
const s1 = another(PRODUCTION, 'cp1', 's1', '10.0.0.91');
const worker = PRODUCTION.hosts.find(({name}) => name === w1)!;
const STAGING = {...PRODUCTION, name: 'staging', hosts: [s1]};
const WITH = {...STAGING, hosts: [s1, worker, another(PRODUCTION, 'w1', 'w2', '10.0.0.22')]};

let dead: string;
let found: Found;
beforeEach(async () => {
  const [{site: production}, {site: staging}] = [await built(PRODUCTION), await built(STAGING)];
  const machine = production.world.disk(w1);
  dead = parseIdentity(machine.text(IDENTITY)!)!.cluster;
  found = under(WITH, staging, [machine.clone()]);
});

/** Of the reset its outcome, what it asked about and what it reported. */
async function reset(names: readonly string[], {ids = [dead], sure = true} = {}) {
  const {site: cluster, scenario} = found;
  const [asked, said, order] = [[] as (readonly Holding[])[], [] as string[], [] as string[]];
  const outside = {
    port: cluster.host,
    locked: <T>(use: Parameters<typeof cluster.locked<T>>[2]) => {
      order.push('lock');
      return cluster.locked('reset', 0, use);
    },
    report: (event: {readonly type: string}) => void said.push(event.type),
    signal: new AbortController().signal,
  };
  const confirm = async (holdings: readonly Holding[]) => {
    order.push('confirm');
    asked.push(holdings);
    return sure;
  };
  const outcome = await resetNamed(scenario.desired, outside, {
    hosts: names.map(hostName),
    clusterIds: ids,
    confirm,
  });
  return {outcome, asked: asked.flat(), said, order};
}

describe('the remains of a cluster that is gone', () => {
  test('are taken off the host that is named, under the lock, and the host joins afterwards', async () => {
    expect((await refusal(apply, found)).suggestions).toEqual([
      expect.stringContaining(`quorate reset w1 --cluster-id ${dead}`),
    ]);
    const {outcome, asked, order} = await reset(['w1']);
    expect(asked).toMatchObject([{host: w1, identity: {cluster: dead, host: w1}}]);
    expect(asked[0]!.units).toContain('kubelet.service');
    expect(order).toEqual(['confirm', 'lock']);
    expect(outcome).toMatchObject({ran: true, holdings: asked});
    expect(found.site.operations).toEqual(['w1: reset']);
    await found.scenario.run(join([w1, w2]), found.site);
    expect([...found.site.world.nodes.keys()].toSorted()).toEqual(['s1', 'w1', 'w2']);
  });

  test('are told by the name that the host has there', async () => {
    const [machine] = [found.site.world.disk(w1)];
    found.site.world.disks.set(w2, reachedAs('w2', machine));
    const {asked} = await reset(['w2']);
    expect(asked).toMatchObject([{host: w2, identity: {cluster: dead, host: w1}}]);
    expect(found.site.world.disk(w2).owned.size).toBe(0);
    expect(found.site.world.disk(w1).owned.size).toBeGreaterThan(0);
  });

  test('stay when nobody agrees', async () => {
    const {outcome} = await reset(['w1'], {sure: false});
    expect(outcome).toMatchObject({ran: false, removed: {}});
    expect(found.site.operations).toEqual([]);
  });
});

test('hosts that carry nothing are named, and nobody is asked about them', async () => {
  const both = await reset(['w1', 'w2']);
  expect(both.asked.map(({host}) => host)).toEqual(['w1']);
  expect(both.said).toContain('finding');
  const {outcome, order} = await reset(['w1', 'w2']);
  expect(outcome).toEqual({ran: false, holdings: [], removed: {}});
  expect(order).toEqual([]);
});

test('nothing is changed and nobody is asked when one of the hosts is not to be reset', async () => {
  const failure: unknown = await reset(['w1', 's1', 'w7']).catch((error: unknown) => error);
  if (!(failure instanceof Failure)) throw failure;
  expect(failure.code).toBe('refused/findings');
  expect([...failure.message.matchAll(/\[ERROR (.*?)\]/g)].map(([, code]) => code)).toEqual([
    'reset/own-cluster',
    'reset/unknown-host',
  ]);
  expect(failure.suggestions).toContain('quorate remove s1');
  expect(found.site.operations).toEqual([]);
});

test('a silent host that is neither named nor a control plane does not matter', async () => {
  found.site.world.unreachable.add(w2);
  expect((await reset(['w1'])).outcome.ran).toBe(true);
});
