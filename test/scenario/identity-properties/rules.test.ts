import {describe, expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import {sha256} from '../../../src/core/model/digest.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import {planCluster} from '../../../src/core/plan/plan.js';
import type {Plan} from '../../../src/core/plan/stage.js';
import {ETCD_BOOTSTRAP_ENV} from '../../../src/core/render/etcd/bootstrap.js';
import {TEMPLATES} from '../../support/rendering.js';
import type {Case} from './cases.js';
import {losses} from './losses.js';
import {type Truths, truthsOf, violations} from './rules.js';
import {run} from './runs.js';
import {type View, view} from './view.js';

const [cp1, cp2, s1, n1] = [hostName('cp1'), hostName('cp2'), hostName('s1'), hostName('n1')];
const ID = etcdId('a1');
const URL = 'https://10.0.0.11:2380';
const TRUTHS: Truths = {
  hosts: new Map([
    [cp1, {members: [ID], founded: true}],
    [cp2, {members: [etcdId('b2')], founded: true}],
    [s1, {members: [], founded: true, foreign: 's1 of staging'}],
    [n1, {members: [], founded: false}],
  ]),
  listed: new Map([[ID, URL]]),
};
const FRESH: Truths = {hosts: new Map([[n1, {members: [], founded: false}]]), listed: new Map()};

const plan = (...actions: readonly Action[]): Plan => [{title: 'A stage', order: 'serial', actions}];
const env = (state: string): Action => {
  const text = `ETCD_INITIAL_CLUSTER=n1=https://10.0.2.1:2380\nETCD_INITIAL_CLUSTER_STATE=${state}\n`;
  return {kind: 'file/put', host: n1, path: ETCD_BOOTSTRAP_ENV, mode: '600', digest: sha256(text), text};
};
const removal: Action = {kind: 'etcd/remove', host: cp1, peerUrl: URL};
const reset = (host: typeof cp1): Action => ({kind: 'host/reset', host});

describe('violations() finds that', () => {
  test.each<readonly [string, Plan]>([
    ['the data of a listed member are wiped', plan({kind: 'etcd/wipe-data', host: cp1, peerUrl: URL})],
    [
      'the data of a listed member are wiped after its removal in the same plan',
      plan(removal, {kind: 'etcd/wipe-data', host: cp1, peerUrl: URL}),
    ],
    ['the host of a listed member is reset', plan(reset(cp1))],
    ['a host is reset before its member is removed', plan(reset(cp1), removal)],
    [
      'a host is reset after the removal of another member',
      plan({...removal, peerUrl: 'https://10.0.0.12:2380'}, reset(cp1)),
    ],
    ['a foreign host is reset', plan(reset(s1))],
    ['a foreign host gets a file', plan({kind: 'link/put', host: s1, path: '/opt/quorate/bin/etcd', target: '..'})],
    [
      'a secret is copied from a foreign host',
      plan({kind: 'secret/put', host: n1, name: 'ca', from: {is: 'host', host: s1}}),
    ],
    ['a second cluster is bootstrapped', plan(env('new'))],
  ])('%s', (_, forbidden) => {
    expect(violations(forbidden, TRUTHS)).toHaveLength(1);
  });

  test('violations() permits a removal, the reset of a removed member, a secret of the cluster, and a first bootstrap', () => {
    expect(violations(plan(removal, reset(cp1), reset(cp2), reset(n1)), TRUTHS)).toEqual([]);
    expect(violations(plan({kind: 'etcd/wipe-data', host: cp2, peerUrl: URL}, env('existing')), TRUTHS)).toEqual([]);
    const secret: Action = {kind: 'secret/put', host: n1, name: 'ca', from: {is: 'host', host: cp1}};
    expect(violations(plan(secret, env('existing')), TRUTHS)).toEqual([]);
    expect(violations(plan(env('new')), FRESH)).toEqual([]);
  });
});

const given = (changes: Partial<Case>): Case => ({
  base: 'stacked',
  edits: [],
  damages: [],
  unrecorded: false,
  overrides: false,
  verb: {verb: 'apply', hosts: [0]},
  ...changes,
});

/** The plan for all hosts of the configuration, without any check. */
async function unchecked({scenario, cluster}: View): Promise<Plan> {
  const {desired, release} = scenario;
  const observed = await cluster.observed(desired);
  return planCluster({desired, observed, release, templates: TEMPLATES, now: new Date()});
}

describe('without the identity checks, violations() finds that', () => {
  test.each([
    [
      'a worker of another cluster is added',
      given({edits: [{edit: 'copy', host: 3}], base: 'staging'}),
      'w1 of production',
    ],
    ['a host is renamed', given({edits: [{edit: 'rename', host: 3}]}), 'the machine of w1'],
    ['machines are swapped', given({edits: [{edit: 'swap names', host: 0, other: 1}]}), 'the machine of cp2'],
    ['SSH leads elsewhere', given({edits: [{edit: 'ssh leads to', host: 2, other: 1}]}), 'the machine of cp2'],
    [
      'a second external etcd is bootstrapped',
      given({
        base: 'external',
        edits: [0, 1, 2].map(host => ({edit: 'readdress', host, renamed: true, moves: false}) as const),
      }),
      'a second cluster is bootstrapped',
    ],
  ])('%s', async (_, dangerous, expected) => {
    const seen = await view(dangerous);
    const wrong = violations(await unchecked(seen), truthsOf(seen));
    expect(wrong).toContainEqual(expect.stringContaining(expected));
    const {failure} = await run(dangerous, {dryRun: true, waiting: () => {}});
    expect(failure?.code).toBe('refused/findings');
  });
});

describe('losses() finds', () => {
  const ran = async (spoil: (view: View) => void) => {
    const seen = await view(given({edits: [{edit: 'copy', host: 0}]}));
    const truths = truthsOf(seen);
    spoil(seen);
    return losses({view: seen, truths});
  };

  test('nothing when the run changed nothing', async () => {
    expect(await ran(() => {})).toEqual([]);
  });

  test('that a listed voter lost its data', async () => {
    const lost = await ran(({cluster}) => void (cluster.world.disk(cp1).etcdData = undefined));
    expect(lost).toEqual([expect.stringContaining('the voter of cp1')]);
  });

  test('that the last voter with data is lost', async () => {
    const lost = await ran(({cluster}) => {
      for (const disk of cluster.world.disks.values()) disk.etcdData = undefined;
    });
    expect(lost).toContain('no voter of the cluster has its data');
  });

  test('that a host of another cluster got a file', async () => {
    const lost = await ran(({cluster}) => cluster.world.disk(s1).put('/etc/hosts', Buffer.from(''), '644'));
    expect(lost).toEqual(['s1 of staging was changed as s1']);
  });

  test('that a second cluster was bootstrapped', async () => {
    const lost = await ran(({cluster}) => void cluster.world.bootstrapCount++);
    expect(lost).toEqual(['a second etcd cluster was bootstrapped']);
  });

  test('that a refused run changed something', async () => {
    const refused = await run(given({edits: [{edit: 'rename', host: 3}]}), {dryRun: false, waiting: () => {}});
    expect(losses(refused)).toEqual([]);
    refused.view.cluster.operations.push('cp1: put 1 files');
    expect(losses(refused)).toEqual([expect.stringContaining('refused/findings')]);
  });
});
