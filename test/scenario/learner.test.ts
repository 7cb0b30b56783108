import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {hostName} from '../../src/core/model/names.js';
import type {Event} from '../../src/run/report/event.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import type {MemoryCluster} from '../support/memory-site.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

const cp2 = hostName('cp2');
const {hosts} = clusterConfig('stacked');
const two = new Scenario(clusterConfig('stacked', {hosts: hosts.filter(({name}) => ['cp1', 'cp2'].includes(name))}));
let site: MemoryCluster;
let undisturbed: string;

beforeEach(async () => {
  site = two.fresh();
  await two.run(init, site);
  const other = site.reborn();
  await two.run(apply, other);
  undisturbed = other.world.picture();
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

/** A run in which five minutes pass whenever something is waited for. */
const grow = (at: (event: Event) => void = () => {}) =>
  two.run(apply, site, {
    report: event => {
      if (event.type === 'waiting') vi.advanceTimersByTime(300_000);
      at(event);
    },
  });

const members = () => site.world.roster!.members.map(({host, learner}) => `${host}${learner ? ', a learner' : ''}`);
const idOf = () => site.world.roster!.members.find(({host}) => host === cp2)?.id;

async function mended(): Promise<string> {
  site.world.mute.clear();
  await two.run(apply, site);
  return site.world.picture();
}

test('a learner that does not start is taken off the list, and begins afresh under another id', async () => {
  site.world.mute.add(cp2);
  await expect(grow()).rejects.toMatchObject({
    code: 'timeout/condition',
    message: expect.stringMatching(
      /^etcd on cp2 to start: .*\n.*take the learner https:\/\/10.0.0.12:2380 off the member/,
    ),
  });
  expect(members()).toEqual(['cp1']);
  const old = site.world.disk(cp2).etcdData?.memberId;
  expect(old).toBeDefined();
  expect(await mended()).toBe(undisturbed);
  expect(idOf()).not.toBe(old);
});

test('a learner that dies right before it is promoted is taken off the list', async () => {
  const dying = grow(event => {
    if (event.type === 'stage-started' && event.title === 'Make cp2 a voter of etcd') site.world.mute.add(cp2);
  });
  await expect(dying).rejects.toMatchObject({code: 'quorum/at-risk'});
  expect(members()).toEqual(['cp1']);
  expect(await mended()).toBe(undisturbed);
});

test('a promotion that etcd refuses takes the learner off the list', async () => {
  const {promote} = site.etcd;
  site.etcd.promote = async () => {
    throw new Failure('etcd/change-refused', 'etcd refused');
  };
  await expect(grow()).rejects.toMatchObject({code: 'etcd/change-refused'});
  expect(members()).toEqual(['cp1']);
  site.etcd.promote = promote;
  expect(await mended()).toBe(undisturbed);
});

test('a promotion that takes effect after it was given up keeps its voter', async () => {
  const {promote} = site.etcd;
  let asked = 0;
  site.etcd.promote = async peerUrl => {
    if (asked++ === 0) await promote(peerUrl);
    throw new Failure('etcd/not-yet', 'etcdserver: request timed out');
  };
  await expect(grow()).rejects.toMatchObject({code: 'timeout/condition'});
  expect(members()).toEqual(['cp1', 'cp2']);
  const id = idOf();
  site.etcd.promote = promote;
  expect(await mended()).toBe(undisturbed);
  expect(idOf()).toBe(id);
});

test('a voter that was killed before it was sealed keeps its data, and its marker names it', async () => {
  const left: MemoryCluster[] = [];
  const watched = site.reborn().watched(killed => {
    if (killed.operation.startsWith('etcd: promote') && killed.when === 'sent') left.push(killed.left);
  });
  await two.run(apply, watched);
  site = left[0]!;
  expect(site.world.disk(cp2).marker()).toMatchObject({state: 'member', memberId: idOf()});
  const id = idOf();
  expect(await mended()).toBe(undisturbed);
  expect(idOf()).toBe(id);
  expect(site.operations.filter(title => title.includes('clear'))).toEqual([]);
});
