import {expect, test} from 'vitest';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from './run.js';
import {configWith, OWN} from './small.js';

test.each(OWN)(
  'a change that restarts three members, etcd %s, ends in the same cluster, wherever it was killed',
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
    const {tried, astray} = await after.everyKill(apply, after.over(made));
    expect(astray).toEqual([]);
    expect(tried).toBe(1 + 2 * (3 + 3));
  },
);

test('a client certificate renewed by those who run etcd restarts one control plane after another, wherever it was killed', {
  timeout: 120_000,
}, async () => {
  const scenario = new Scenario(configWith('with somebody else', /^cp/));
  const made = scenario.fresh();
  await scenario.run(apply, made);
  for (const [host, disk] of made.world.disks) {
    disk.put('/etc/kubernetes/pki/apiserver-etcd-client.crt', Buffer.from('the one of last year'), '644');
    made.world.start(host, 'kube-apiserver.service');
  }
  const {tried, astray} = await scenario.everyKill(apply, made);
  expect(astray).toEqual([]);
  expect(tried).toBe(1 + 2 * (3 + 3));
});
