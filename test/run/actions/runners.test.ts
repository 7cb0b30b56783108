import {beforeAll, describe, expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import {hostName} from '../../../src/core/model/names.js';
import {sharedSources} from '../../../src/core/pki/secret-sources.js';
import {planCluster} from '../../../src/core/plan/plan.js';
import {certificateIssuer} from '../../../src/io/pki/issuer.js';
import {runnerOf} from '../../../src/run/actions/index.js';
import {lanes} from '../../../src/run/engine/batches.js';
import {execute} from '../../../src/run/engine/execute.js';
import {small} from '../../scenario/small.js';
import {TEMPLATES} from '../../support/rendering.js';
import {readOnly} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const CHANGING = [
  'identity/put',
  'secret/put',
  'ca-cert/put',
  'ca-signer/put',
  'artifact/install',
  'artifact/fetch',
  'file/put',
  'link/put',
  'directory/make',
  'cert/issue',
  'kubeconfig/issue',
  'kernel/prepare',
  'users/create',
  'service/run',
  'image/import',
  'etcd/record-member',
  'kube/apply',
  'node/label',
] as const satisfies readonly Action['kind'][];

const WAITING = [
  'etcd/await-leader',
  'kube/await-api',
  'node/await-network',
  'node/await-ready',
] as const satisfies readonly Action['kind'][];

const STOPPED = 'kube-scheduler.service';
const [cp1, w1] = [hostName('cp1'), hostName('w1')];

/** Also used by an upgrade; done in this order on the new cluster. */
const UPGRADING = [
  {kind: 'etcd/snapshot'},
  {kind: 'node/cordon', host: w1},
  {kind: 'node/uncordon', host: w1},
  {kind: 'service/stop', host: cp1, unit: STOPPED},
] as const satisfies readonly Action[];

const ETCD = '/opt/quorate/etcd/3.6.16/bin/etcd';
const VERIFYING = [
  {kind: 'binary/verify', host: cp1, path: ETCD, version: '3.6.16'},
  {kind: 'etcd/smoke-test', host: cp1, path: ETCD, flags: []},
] as const satisfies readonly Action[];

const AWAITED = [
  {kind: 'etcd/await-member', host: cp1, peerUrl: 'https://10.0.0.11:2380', version: '3.6.16'},
  {kind: 'node/await-ready', host: w1, version: '1.36.3'},
] as const satisfies readonly Action[];

interface Counts {
  actions: number;
  /** Pending before the stage, after it, and after a second apply. */
  before: number;
  after: number;
  again: number;
  picture: {once: string; twice: string};
}

/** Builds a cluster stage by stage, with checks of each batch through a client that can only read. */
async function bringUp() {
  const scenario = small('stacked', {artifacts: {source: 'mirror', mirror: 'https://files.example.com/k8s'}});
  const cluster = scenario.fresh();
  // The others download.
  cluster.world.disk(w1).without = new Set(['curl', 'wget']);
  const {desired, release} = scenario;
  const situation = {
    desired,
    observed: await cluster.observed(desired),
    release,
    templates: TEMPLATES,
    now: new Date(),
  };
  const keys = certificateIssuer({
    desired,
    read: (host, path) => cluster.host(host).read(path),
    sources: sharedSources(desired, situation.observed),
    now: () => new Date(),
  });
  const {context} = runOn(cluster, {desired, release, keys});
  const reading = {...context, cluster: readOnly(cluster)};
  const seen = new Map<Action['kind'], Counts>();
  for (const stage of planCluster(situation)) {
    const batches = lanes(stage).flat(2);
    const pending = async (kind: Action['kind'], actions: readonly Action[]) =>
      (await runnerOf(kind).check(actions, reading)).length;
    const before = new Map<unknown, number>();
    for (const batch of batches) before.set(batch, await pending(batch.kind, batch.actions));
    await execute([stage], context);
    for (const batch of batches) {
      const {kind, actions} = batch;
      const after = await pending(kind, actions);
      const once = cluster.world.picture();
      await runnerOf(kind).apply(actions, context);
      const sum = seen.get(kind) ?? {actions: 0, before: 0, after: 0, again: 0, picture: {once: '', twice: ''}};
      sum.actions += actions.length;
      sum.before += before.get(batch)!;
      sum.after += after;
      sum.again += await pending(kind, actions);
      sum.picture.once += once;
      sum.picture.twice += cluster.world.picture();
      seen.set(kind, sum);
    }
  }
  return {seen, cluster, context, reading};
}

let seen: ReadonlyMap<Action['kind'], Counts>;
let brought: Awaited<ReturnType<typeof bringUp>>;
beforeAll(async () => {
  brought = await bringUp();
  seen = brought.seen;
});

test('a new cluster needs every kind of action listed here', () => {
  expect([...seen.keys()].sort()).toEqual([...CHANGING, ...WAITING].sort());
});

describe.each(CHANGING)('%s', kind => {
  test('is pending on an empty host and done after apply', () => {
    const {actions, before, after} = seen.get(kind)!;
    expect({before, after}).toEqual({before: actions, after: 0});
  });

  test('a second apply changes nothing', () => {
    const {again, picture} = seen.get(kind)!;
    expect(again).toBe(0);
    expect(picture.twice).toBe(picture.once);
  });
});

describe.each(WAITING)('%s', kind => {
  test('is done when its condition holds, and changes nothing', () => {
    const {after, again, picture} = seen.get(kind)!;
    expect({after, again}).toEqual({after: 0, again: 0});
    expect(picture.twice).toBe(picture.once);
  });
});

describe('on a running cluster', () => {
  const pending = async (action: Action) => (await runnerOf(action.kind).check([action], brought.reading)).length;

  test.each(UPGRADING)(
    '$kind is pending before apply and done after it, and a second apply changes nothing',
    async action => {
      const {cluster, context} = brought;
      const before = await pending(action);
      await execute([{title: '', order: 'serial', actions: [action]}], context);
      const once = cluster.world.picture();
      const after = await pending(action);
      await runnerOf(action.kind).apply([action], context);
      expect({before, after, again: await pending(action)}).toEqual({before: 1, after: 0, again: 0});
      expect(cluster.world.picture()).toBe(once);
    },
  );

  test.each(VERIFYING)('$kind is always pending and changes nothing', async action => {
    const {cluster, context} = brought;
    const picture = cluster.world.picture();
    expect(await pending(action)).toBe(1);
    await execute([{title: '', order: 'serial', actions: [action]}], context);
    expect([await pending(action), cluster.world.picture()]).toEqual([1, picture]);
  });

  test('service/await-stable is done for a unit that runs, and pending for a unit that does not exist', async () => {
    const action = {kind: 'service/await-stable', host: cp1, unit: 'etcd.service'} as const;
    expect([await pending(action), await pending({...action, unit: 'missing.service'})]).toEqual([0, 1]);
  });

  test.each(AWAITED)('$kind is done in the running version, and pending for another one', async action => {
    const {cluster, context} = brought;
    const picture = cluster.world.picture();
    expect([await pending(action), await pending({...action, version: '9.9.9'})]).toEqual([0, 1]);
    await runnerOf(action.kind).apply([action], context);
    expect(cluster.world.picture()).toBe(picture);
  });
});
