import {afterEach, describe, expect, test, vi} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import type {Event} from '../../src/run/report/event.js';
import {apply} from '../../src/workflows/apply.js';
import {small} from './small.js';

const w2 = hostName('w2');
const LAST = 'Wait for the pod network and cluster DNS';

describe('the end of apply', () => {
  test('waits until cluster DNS answers on every node, and the next run has nothing to do', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    cluster.world.dnsStarting = 4;
    const events: Event[] = [];
    const {plan} = await scenario.run(apply, cluster, {report: event => events.push(event)});
    expect(plan.at(-1)?.title).toBe(LAST);
    expect(events.flatMap(event => (event.type === 'waiting' ? [event.seen] : []))).toContain(
      'cluster DNS answers on 0 of 3 nodes',
    );
    expect((await scenario.run(apply, cluster.newProcess())).plan).toEqual([]);
  });

  test('is planned again, alone, while a node is not connected, for the nodes that lack it', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    cluster.world.offPodNetwork.add(w2);
    const {plan, diagnosis} = await scenario.run(apply, cluster.newProcess(), {dryRun: true});
    expect(diagnosis).toBeUndefined();
    expect(plan.map(({title, actions}) => [title, actions.length])).toEqual([[LAST, 3]]);
  });

  test('is for the new node alone when a node joins', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    cluster.world.reset(w2, false);
    cluster.world.deleteNode(w2);
    const {plan} = await scenario.run(apply, cluster.newProcess(), {dryRun: true});
    expect(plan.find(({title}) => title === LAST)?.actions).toEqual([{kind: 'node/await-network', host: 'w2'}]);
  });
});

describe('a pod network that stays broken', () => {
  afterEach(() => void vi.useRealTimers());
  /** Waits end at once: their time is over when they report. */
  const impatient = () => {
    vi.useFakeTimers({toFake: ['performance']});
    return {report: (event: Event) => void (event.type === 'waiting' && vi.advanceTimersByTime(300_000))};
  };

  test('ends apply with its finding, after everything else was done, and the next run ends in the same way', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    cluster.world.offPodNetwork.add(w2);
    const failing = scenario.run(apply, cluster, impatient());
    await expect(failing).rejects.toMatchObject({
      code: 'network/node-isolated',
      message: expect.stringContaining('w2'),
    });
    const after = cluster.newProcess();
    await expect(scenario.run(apply, after, impatient())).rejects.toMatchObject({code: 'network/node-isolated'});
    expect(after.operations).toEqual([]);
    cluster.world.offPodNetwork.clear();
    expect((await scenario.run(apply, cluster.newProcess())).plan).toEqual([]);
  });

  test('without cluster DNS ends apply with the finding that it does not answer', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    cluster.world.dnsStarting = 1_000_000;
    await expect(scenario.run(apply, cluster, impatient())).rejects.toMatchObject({code: 'network/dns-silent'});
  });
});
