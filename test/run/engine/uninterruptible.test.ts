import {expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import {hostName} from '../../../src/core/model/names.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import {execute} from '../../../src/run/engine/execute.js';
import {machineFacts} from '../../support/builders/facts.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const host = hostName('cp1');
const unit = 'kube-apiserver.service';
const actions: readonly Action[] = [
  {kind: 'service/stop', host, unit},
  {kind: 'link/put', host, path: '/opt/quorate/bin/etcd', target: '../etcd/3.7.3/etcd'},
  {kind: 'service/run', host, unit},
];

/** A unit that is stopped, and an interruption at that moment. */
function interrupted(stop = new AbortController(), lockLost = new AbortController().signal) {
  let active = 'active';
  let target = '';
  const cluster = strictCluster({
    host: () => ({
      facts: async () =>
        machineFacts({
          links: new Map([['/opt/quorate/bin/etcd', target]]),
          units: new Map([[unit, {active, enabled: true, fresh: true, reloaded: true}]]),
        }),
      stop: async () => {
        active = 'inactive';
        stop.abort();
      },
      link: async ([wanted]) => {
        target = wanted!.target;
      },
      run: async () => {
        active = 'active';
      },
    }),
  });
  return {
    context: runOn(cluster, {signal: stop.signal, lock: {lost: lockLost, doubt: () => undefined}}).context,
    active: () => active,
  };
}

const stage: Stage = {title: 'Upgrade etcd on cp1', order: 'serial', actions};

test('an uninterruptible stage runs to its end after an interruption, and no stage starts after it', async () => {
  const {context, active} = interrupted();
  const next: Stage = {title: 'Upgrade etcd on cp2', order: 'serial', actions: [{kind: 'service/stop', host, unit}]};
  await expect(execute([{...stage, uninterruptible: true}, next], context)).rejects.toMatchObject({
    code: 'interrupted/stopped',
  });
  expect(active()).toBe('active');
});

test('any other stage stops before its next action after an interruption', async () => {
  const {context, active} = interrupted();
  await expect(execute([stage], context)).rejects.toMatchObject({code: 'interrupted/stopped'});
  expect(active()).toBe('inactive');
});

test('an uninterruptible stage stops when the lock is lost', async () => {
  const lost = new AbortController();
  const {context, active} = interrupted(lost, lost.signal);
  await expect(execute([{...stage, uninterruptible: true}], context)).rejects.toMatchObject({
    code: 'interrupted/stopped',
  });
  expect(active()).toBe('inactive');
});
