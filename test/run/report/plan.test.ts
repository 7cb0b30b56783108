import {expect, test} from 'vitest';
import {planJson} from '../../../src/run/report/plan-json.js';
import {planText} from '../../../src/run/report/plan-text.js';
import {artifacts, plan, putKubeletConfig} from './actions.js';

test('the dry run lists stages, hosts and actions, and what it comes to', () => {
  expect(planText(plan, artifacts)).toBe(
    `1/2 Upload (2 actions)
  w1
    install kubelet 1.36.3 at /opt/quorate/kubernetes/1.36.3/kubelet (84.4 MB)
  cp1
    install kubelet 1.36.3 at /opt/quorate/kubernetes/1.36.3/kubelet (84.4 MB)

2/2 Start (3 actions)
  w1
    write /var/lib/kubelet/config.yaml (mode 600, 32 B)
    run kubelet.service
  cluster
    wait until etcd has a leader

5 actions in 2 stages on 2 hosts, 56.4 MB to upload. Nothing has been changed.`,
  );
});

test('the dry run of a finished cluster says that there is nothing to do', () => {
  expect(planText([])).toBe('Nothing to do: the cluster is as described.');
});

test('a stage that changes etcd’s membership says what is proven first', () => {
  const requires = {kind: 'restart', peerUrl: 'https://10.0.0.11:2380'} as const;
  expect(planText([{title: 'Restart', order: 'serial', requires, actions: []}])).toContain(
    'quorum is proven before etcd member https://10.0.0.11:2380: restart',
  );
});

test('the plan for programs has sizes and digests of files in place of their text', () => {
  const json = planJson(plan);
  expect(json.changes).toBe(5);
  const [file] = json.stages[1]?.actions ?? [];
  expect(file).toEqual({
    kind: 'file/put',
    host: 'w1',
    path: '/var/lib/kubelet/config.yaml',
    mode: '600',
    digest: 'd'.repeat(64),
    size: 32,
  });
});

test('so has what takes a stage back, and what ends it', () => {
  const both = {rollback: [putKubeletConfig], finally: [putKubeletConfig]};
  const {stages} = planJson([{title: 'Upgrade', order: 'serial', actions: [], ...both}]);
  expect(stages[0]).toMatchObject({rollback: [{size: 32}], finally: [{size: 32}]});
  expect(JSON.stringify(stages)).not.toContain('KubeletConfiguration');
});
