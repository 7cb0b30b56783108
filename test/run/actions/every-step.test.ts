import {beforeAll, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {Action} from '../../../src/core/plan/action.js';
import {planCluster} from '../../../src/core/plan/plan.js';
import {sharedSources} from '../../../src/core/plan/secret-sources.js';
import {certificateIssuer} from '../../../src/io/pki/issuer.js';
import {stepFor} from '../../../src/run/actions/index.js';
import {lanes} from '../../../src/run/engine/batches.js';
import {execute} from '../../../src/run/engine/execute.js';
import {small} from '../../scenario/small.js';
import {TEMPLATES} from '../../support/rendering.js';
import {readOnly} from '../../support/strict-site.js';
import {runOn} from '../context.js';

const CHANGING = [
  'identity/put',
  'secret/put',
  'ca-cert/put',
  'artifact/install',
  'file/put',
  'link/put',
  'directory/make',
  'cert/issue',
  'kubeconfig/issue',
  'kernel/prepare',
  'service/run',
  'image/import',
  'etcd/record-member',
  'kube/apply',
  'node/label',
] as const satisfies readonly Action['kind'][];

const WAITING = [
  'etcd/await-leader',
  'kube/await-api',
  'node/await-ready',
] as const satisfies readonly Action['kind'][];

const STOPPED = 'kube-scheduler.service';
const [cp1, w1] = [hostName('cp1'), hostName('w1')];

/** What an upgrade takes besides, done in this order on the cluster that was brought up. */
const UPGRADING = [
  {kind: 'etcd/snapshot'},
  {kind: 'node/cordon', host: w1},
  {kind: 'node/uncordon', host: w1},
  {kind: 'service/stop', host: cp1, unit: STOPPED},
] as const satisfies readonly Action[];

const ETCD = '/opt/quorate/etcd/3.6.16/etcd';
const TRYING = [
  {kind: 'binary/verify', host: cp1, path: ETCD, version: '3.6.16'},
  {kind: 'etcd/smoke-test', host: cp1, path: ETCD, flags: []},
] as const satisfies readonly Action[];

const AWAITED = [
  {kind: 'etcd/await-member', host: cp1, peerUrl: 'https://10.0.0.11:2380', version: '3.6.16'},
  {kind: 'node/await-ready', host: w1, version: '1.36.3'},
] as const satisfies readonly Action[];

interface PollResult {
  actions: number;
  /** Found due before the stage, after it, and after doing it once more. */
  before: number;
  after: number;
  again: number;
  picture: {once: string; twice: string};
}

/** Brings up a cluster stage by stage, and looks at each step's batches on a site where only looking is possible. */
async function bringUp() {
  const scenario = small('on the control planes');
  const cluster = scenario.fresh();
  const {desired, release} = scenario;
  const situation = {desired, observed: await cluster.observe(desired), release, templates: TEMPLATES, now: new Date()};
  const keys = certificateIssuer({
    desired,
    read: (host, path) => cluster.host(host).read(path),
    sources: sharedSources(desired, situation.observed),
    now: () => new Date(),
  });
  const {context} = runOn(cluster, {desired, release, keys});
  const looking = {...context, cluster: readOnly(cluster)};
  const seen = new Map<Action['kind'], PollResult>();
  for (const stage of planCluster(situation)) {
    const batches = lanes(stage).flat(2);
    const due = async (kind: Action['kind'], actions: readonly Action[]) =>
      (await stepFor(kind).check(actions, looking)).length;
    const before = new Map<unknown, number>();
    for (const batch of batches) before.set(batch, await due(batch.kind, batch.actions));
    await execute([stage], context);
    for (const batch of batches) {
      const {kind, actions} = batch;
      const after = await due(kind, actions);
      const once = cluster.world.picture();
      await stepFor(kind).apply(actions, context);
      const sum = seen.get(kind) ?? {actions: 0, before: 0, after: 0, again: 0, picture: {once: '', twice: ''}};
      sum.actions += actions.length;
      sum.before += before.get(batch)!;
      sum.after += after;
      sum.again += await due(kind, actions);
      sum.picture.once += once;
      sum.picture.twice += cluster.world.picture();
      seen.set(kind, sum);
    }
  }
  return {seen, cluster, context, looking};
}

let seen: ReadonlyMap<Action['kind'], PollResult>;
let brought: Awaited<ReturnType<typeof bringUp>>;
beforeAll(async () => {
  brought = await bringUp();
  seen = brought.seen;
});

test('bringing up a cluster takes every kind of step', () => {
  expect([...seen.keys()].sort()).toEqual([...CHANGING, ...WAITING].sort());
});

describe.each(CHANGING)('%s', kind => {
  test('is due on an empty host and done after it was done, which is found by looking alone', () => {
    const {actions, before, after} = seen.get(kind)!;
    expect({before, after}).toEqual({before: actions, after: 0});
  });

  test('done twice is as done once', () => {
    const {again, picture} = seen.get(kind)!;
    expect(again).toBe(0);
    expect(picture.twice).toBe(picture.once);
  });
});

describe.each(WAITING)('%s', kind => {
  test('is over when what it waits for is so, and changes nothing', () => {
    const {after, again, picture} = seen.get(kind)!;
    expect({after, again}).toEqual({after: 0, again: 0});
    expect(picture.twice).toBe(picture.once);
  });
});

describe('on a cluster that is there', () => {
  const due = async (action: Action) => (await stepFor(action.kind).check([action], brought.looking)).length;

  test.each(UPGRADING)('$kind is due before and done after, and done twice is as done once', async action => {
    const {cluster, context} = brought;
    const before = await due(action);
    await execute([{title: '', order: 'serial', actions: [action]}], context);
    const once = cluster.world.picture();
    const after = await due(action);
    await stepFor(action.kind).apply([action], context);
    expect({before, after, again: await due(action)}).toEqual({before: 1, after: 0, again: 0});
    expect(cluster.world.picture()).toBe(once);
  });

  test.each(TRYING)('$kind is always due and leaves all as it was', async action => {
    const {cluster, context} = brought;
    const picture = cluster.world.picture();
    expect(await due(action)).toBe(1);
    await execute([{title: '', order: 'serial', actions: [action]}], context);
    expect([await due(action), cluster.world.picture()]).toEqual([1, picture]);
  });

  test('service/await-stable is over when the service runs, and not for one that does not', async () => {
    const action = {kind: 'service/await-stable', host: cp1, unit: 'etcd.service'} as const;
    expect([await due(action), await due({...action, unit: 'nobody.service'})]).toEqual([0, 1]);
  });

  test.each(AWAITED)('$kind is over when what it waits for is so, and not for another version', async action => {
    const {cluster, context} = brought;
    const picture = cluster.world.picture();
    expect([await due(action), await due({...action, version: '9.9.9'})]).toEqual([0, 1]);
    await stepFor(action.kind).apply([action], context);
    expect(cluster.world.picture()).toBe(picture);
  });
});
