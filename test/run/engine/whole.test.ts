import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {Action, Stage} from '../../../src/core/plan/action.js';
import {execute} from '../../../src/run/engine/execute.js';
import {machineFacts} from '../../support/rendering.js';
import {strictCluster} from '../../support/strict-site.js';
import {runOn} from '../context.js';

const host = hostName('cp1');
const unit = 'kube-apiserver.service';
const actions: readonly Action[] = [
  {kind: 'service/stop', host, unit},
  {kind: 'link/put', host, path: '/opt/quorate/bin/etcd', target: '../etcd/3.7.3/etcd'},
  {kind: 'service/run', host, unit},
];

/** A unit that is told to stop, and somebody who says stop at that moment. */
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
  return {context: runOn(cluster, {signal: stop.signal, lockLost}).context, active: () => active};
}

const stage: Stage = {title: 'Switch etcd on cp1', order: 'serial', actions};

test('a stage that is whole is gone through to its end, and nothing is begun after it', async () => {
  const {context, active} = interrupted();
  const next: Stage = {title: 'Switch etcd on cp2', order: 'serial', actions: [{kind: 'service/stop', host, unit}]};
  await expect(execute([{...stage, uninterruptible: true}, next], context)).rejects.toMatchObject({
    code: 'interrupted/stopped',
  });
  expect(active()).toBe('active');
});

test('any other stops before its next step', async () => {
  const {context, active} = interrupted();
  await expect(execute([stage], context)).rejects.toMatchObject({code: 'interrupted/stopped'});
  expect(active()).toBe('inactive');
});

test('without the lock not even a whole one goes on: somebody else may have it', async () => {
  const lost = new AbortController();
  const {context, active} = interrupted(lost, lost.signal);
  await expect(execute([{...stage, uninterruptible: true}], context)).rejects.toMatchObject({
    code: 'interrupted/stopped',
  });
  expect(active()).toBe('inactive');
});
