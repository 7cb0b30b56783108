import {beforeEach, describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {parseIdentity} from '../../src/core/identity/parse.js';
import {IDENTITY} from '../../src/core/model/identity-record.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import type {ManagedHost} from '../../src/workflows/reset.js';
import {resetSelected} from '../../src/workflows/reset-hosts.js';
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
  const [{cluster: production}, {cluster: staging}] = [await built(PRODUCTION), await built(STAGING)];
  const machine = production.world.disk(w1);
  dead = parseIdentity(machine.text(IDENTITY)!)!.cluster;
  found = under(WITH, staging, [machine.clone()]);
});

/** Runs a reset: its outcome, what it asked to confirm, and the events that it reported. */
async function reset(names: readonly string[], {ids = [dead], sure = true} = {}) {
  const {cluster, scenario} = found;
  const [confirmed, events, order] = [[] as (readonly ManagedHost[])[], [] as string[], [] as string[]];
  const deps = {
    client: cluster.host,
    etcd: async () => (await cluster.observe(scenario.desired, 'plan')).observed.etcd,
    locked: <T>(use: Parameters<typeof cluster.locked<T>>[2]) => {
      order.push('lock');
      return cluster.locked('reset', 0, use);
    },
    report: (event: {readonly type: string}) => void events.push(event.type),
    signal: new AbortController().signal,
  };
  const confirm = async (holdings: readonly ManagedHost[]) => {
    order.push('confirm');
    confirmed.push(holdings);
    return sure;
  };
  const outcome = await resetSelected(scenario.desired, deps, {
    hosts: names.map(hostName),
    clusterIds: ids,
    deleteEdited: false,
    confirm,
  });
  return {outcome, confirmed: confirmed.flat(), events, order};
}

describe('the remains of a cluster that is gone', () => {
  test('are deleted on the named host under the lock, and the host can join', async () => {
    expect((await refusal(apply, found)).suggestions).toEqual([
      expect.stringContaining(`quorate reset w1 --cluster-id ${dead}`),
    ]);
    const {outcome, confirmed, order} = await reset(['w1']);
    expect(confirmed).toMatchObject([{host: w1, identity: {cluster: dead, host: w1}}]);
    expect(confirmed[0]!.units).toContain('kubelet.service');
    expect(order).toEqual(['confirm', 'lock']);
    expect(outcome).toMatchObject({ran: true, holdings: confirmed});
    expect(found.cluster.operations).toEqual(['w1: reset']);
    await found.scenario.run(join([w1, w2]), found.cluster);
    expect([...found.cluster.world.nodes.keys()].toSorted()).toEqual(['s1', 'w1', 'w2']);
  });

  test('are listed with the name that the host had in that cluster', async () => {
    const [machine] = [found.cluster.world.disk(w1)];
    found.cluster.world.disks.set(w2, reachedAs('w2', machine));
    const {confirmed} = await reset(['w2']);
    expect(confirmed).toMatchObject([{host: w2, identity: {cluster: dead, host: w1}}]);
    expect(found.cluster.world.disk(w2).owned.size).toBe(0);
    expect(found.cluster.world.disk(w1).owned.size).toBeGreaterThan(0);
  });

  test('are kept without confirmation', async () => {
    const {outcome} = await reset(['w1'], {sure: false});
    expect(outcome).toMatchObject({ran: false, removed: {}});
    expect(found.cluster.operations).toEqual([]);
  });
});

test('hosts without anything of quorate are reported and need no confirmation', async () => {
  const both = await reset(['w1', 'w2']);
  expect(both.confirmed.map(({host}) => host)).toEqual(['w1']);
  expect(both.events).toContain('finding');
  const {outcome, order} = await reset(['w1', 'w2']);
  expect(outcome).toEqual({ran: false, holdings: [], removed: {}, kept: {}});
  expect(order).toEqual([]);
});

test('nothing is changed or asked when one of the hosts must not be reset', async () => {
  const failure: unknown = await reset(['w1', 's1', 'w7']).catch((error: unknown) => error);
  if (!(failure instanceof Failure)) throw failure;
  expect(failure.code).toBe('refused/findings');
  expect([...failure.message.matchAll(/\[ERROR (.*?)\]/g)].map(([, code]) => code)).toEqual([
    'reset/own-cluster',
    'reset/unknown-host',
  ]);
  expect(failure.suggestions).toContain('quorate reset s1');
  expect(found.cluster.operations).toEqual([]);
});

test('an unreachable host that is neither named nor a control plane is ignored', async () => {
  found.cluster.world.unreachable.add(w2);
  expect((await reset(['w1'])).outcome.ran).toBe(true);
});
