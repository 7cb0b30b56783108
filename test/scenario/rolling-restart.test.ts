import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

test.each(MANAGED_ETCD)(
  'a change that restarts three members completes when a run killed at any operation is run again, %s etcd',
  {
    timeout: 120_000,
  },
  async place => {
    const config = configWith(place, /^(etcd|cp)/);
    const before = new Scenario(config);
    const made = before.fresh();
    await before.run(apply, made);

    const etcd = [{name: 'snapshot-count', value: '5000'}];
    const after = new Scenario({...config, extraArgs: {...config.extraArgs, etcd}});
    const {tried, diverged} = await after.everyKill(apply, after.over(made));
    expect(diverged).toEqual([]);
    // A host: keep, put, restart and forget; beside its API server also stop and start of that. The leader is moved once.
    expect(tried).toBe(1 + 2 * (3 * (place === 'stacked' ? 6 : 4) + 1));
  },
);

test('a renewed client certificate of an unmanaged etcd restarts one control plane after another, also after a kill at any operation', {
  timeout: 120_000,
}, async () => {
  const scenario = new Scenario(configWith('unmanaged', /^cp/));
  const made = scenario.fresh();
  await scenario.run(apply, made);
  for (const [host, disk] of made.world.disks) {
    disk.put('/etc/kubernetes/pki/apiserver-etcd-client.crt', Buffer.from('previous certificate'), '644');
    made.world.start(host, 'kube-apiserver.service');
  }
  const {tried, diverged} = await scenario.everyKill(apply, made);
  expect(diverged).toEqual([]);
  expect(tried).toBe(1 + 2 * 3 * 4);
});
