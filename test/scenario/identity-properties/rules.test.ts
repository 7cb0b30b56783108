import {describe, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {Action, Plan} from '../../../src/core/plan/action.js';
import {planCluster} from '../../../src/core/plan/plan.js';
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
    [s1, {members: [], founded: true, stranger: 's1 of staging'}],
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

describe('the checker of plans finds that', () => {
  test.each<readonly [string, Plan]>([
    ['the data of a listed member are cleared', plan({kind: 'etcd/wipe-data', host: cp1, peerUrl: URL})],
    [
      'they are cleared although it is removed before',
      plan(removal, {kind: 'etcd/wipe-data', host: cp1, peerUrl: URL}),
    ],
    ['a listed member is reset', plan(reset(cp1))],
    ['it is reset before it is removed', plan(reset(cp1), removal)],
    ['another is removed before it is reset', plan({...removal, peerUrl: 'https://10.0.0.12:2380'}, reset(cp1))],
    ['a stranger is reset', plan(reset(s1))],
    ['a stranger gets a file', plan({kind: 'link/put', host: s1, path: '/opt/quorate/bin/etcd', target: '..'})],
    ['a secret is taken from one', plan({kind: 'secret/put', host: n1, name: 'ca', from: {is: 'host', host: s1}})],
    ['a cluster is founded over another', plan(env('new'))],
  ])('%s', (_, forbidden) => {
    expect(violations(forbidden, TRUTHS)).toHaveLength(1);
  });

  test('nothing is wrong with a removal, a former member, a secret of the cluster, and a first cluster', () => {
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
  consents: false,
  verb: {verb: 'apply', hosts: [0]},
  ...changes,
});

/** What the planner alone would do over the whole file: with nobody to refuse it. */
async function unrefused({scenario, site}: View): Promise<Plan> {
  const {desired, release} = scenario;
  const observed = await site.observe(desired);
  return planCluster({desired, observed, release, templates: TEMPLATES, now: new Date()});
}

describe('without the rules on identity the checker would find that', () => {
  test.each([
    [
      'a worker of another cluster is taken over',
      given({edits: [{edit: 'copy', host: 3}], base: 'staging'}),
      'w1 of production',
    ],
    ['a host becomes another', given({edits: [{edit: 'rename', host: 3}]}), 'the machine of w1'],
    ['machines are swapped', given({edits: [{edit: 'swap names', host: 0, other: 1}]}), 'the machine of cp2'],
    ['SSH leads elsewhere', given({edits: [{edit: 'ssh leads to', host: 2, other: 1}]}), 'the machine of cp2'],
    [
      'an external etcd is founded anew',
      given({
        base: 'external',
        edits: [0, 1, 2].map(host => ({edit: 'readdress', host, renamed: true, moves: false}) as const),
      }),
      'a cluster is founded',
    ],
  ])('%s', async (_, dangerous, expected) => {
    const seen = await view(dangerous);
    const wrong = violations(await unrefused(seen), truthsOf(seen));
    expect(wrong).toContainEqual(expect.stringContaining(expected));
    const {failure} = await run(dangerous, {dryRun: true, waiting: () => {}});
    expect(failure?.code).toBe('refused/findings');
  });
});

describe('the look at what is left finds that', () => {
  const ran = async (spoil: (view: View) => void) => {
    const seen = await view(given({edits: [{edit: 'copy', host: 0}]}));
    const truths = truthsOf(seen);
    spoil(seen);
    return losses({view: seen, truths});
  };

  test('nothing was lost when nothing was done', async () => {
    expect(await ran(() => {})).toEqual([]);
  });

  test('a listed voter has lost its data', async () => {
    const lost = await ran(({site}) => void (site.world.disk(cp1).etcdData = undefined));
    expect(lost).toEqual([expect.stringContaining('the voter of cp1')]);
  });

  test('the last voter with data has gone', async () => {
    const lost = await ran(({site}) => {
      for (const disk of site.world.disks.values()) disk.etcdData = undefined;
    });
    expect(lost).toContain('no voter of the cluster has its data');
  });

  test('a host of another cluster has got a file', async () => {
    const lost = await ran(({site}) => site.world.disk(s1).put('/etc/hosts', Buffer.from(''), '644'));
    expect(lost).toEqual(['s1 of staging was changed as s1']);
  });

  test('a second cluster was founded', async () => {
    const lost = await ran(({site}) => void site.world.clustersFormed++);
    expect(lost).toEqual(['an etcd cluster was founded over another']);
  });

  test('a refused run has done something', async () => {
    const refused = await run(given({edits: [{edit: 'rename', host: 3}]}), {dryRun: false, waiting: () => {}});
    expect(losses(refused)).toEqual([]);
    refused.view.site.operations.push('cp1: put 1 files');
    expect(losses(refused)).toEqual([expect.stringContaining('refused/findings')]);
  });
});
