import {expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {Failure} from '../../src/core/failure.js';
import {known, unreadable} from '../../src/core/model/fact.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import type {PlanInput} from '../../src/core/plan/input.js';
import {upgrade} from '../../src/workflows/upgrade.js';
import {clusterConfig} from '../support/builders/config.js';
import {machineFacts} from '../support/builders/facts.js';

const desired = desire(clusterConfig('external'));
const names = desired.hosts.map(({name}) => name);

/** What is waited for when these hosts fail like this. */
function lost(failing: ReadonlyMap<HostName, Failure>, answered: readonly HostName[] = names): readonly string[] {
  const {waitFor} = upgrade({
    rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 60},
    available: [],
    rollback: false,
    acceptDowntime: false,
    answered: new Set(answered),
  });
  const facts = (name: HostName) => {
    const failure = failing.get(name);
    return failure === undefined ? known(machineFacts()) : unreadable(failure);
  };
  const hosts = new Map(names.map(name => [name, facts(name)] as const));
  return waitFor!.lost!({desired, observed: {hosts}} as unknown as PlanInput);
}

const cut = new Failure('hosts/unreachable', 'no route');
const [etcd1, cp1, w1] = ['etcd1', 'cp1', 'w1'].map(hostName) as [HostName, HostName, HostName];

test.each([
  ['an etcd host that answered a moment ago', etcd1, cut, names, [etcd1]],
  ['a control plane whose answer was lost', cp1, new Failure('hosts/connection-lost', 'lost'), names, [cp1]],
  ['no host that has not answered in this command', cp1, cut, [etcd1], []],
  ['no worker, which is left out', w1, cut, names, []],
  ['no host that answers with an error', cp1, new Failure('hosts/command-failed', 'no sh'), names, []],
] as const)('an upgrade waits before its checks for %s', (_, host, failure, answered, waited) => {
  expect(lost(new Map([[host, failure]]), answered)).toEqual(waited);
});

test('an upgrade waits for nothing while all hosts answer', () => {
  expect(lost(new Map())).toEqual([]);
});
