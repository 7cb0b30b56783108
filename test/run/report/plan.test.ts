import {expect, test} from 'vitest';
import {describeAction} from '../../../src/core/actions/action.js';
import {planJson} from '../../../src/run/report/plan-json.js';
import {planText} from '../../../src/run/report/plan-text.js';
import {artifacts, plan, putKubeletConfig} from './actions.js';

test('the dry run lists stages, hosts and actions, and a summary', () => {
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
    ${describeAction({kind: 'etcd/await-leader'})}

5 actions in 2 stages on 2 hosts, 56.4 MB to upload. Nothing was changed.`,
  );
});

test('the dry run of an empty plan says that there are no changes', () => {
  expect(planText([])).toMatch(/^No changes/);
});

test('a stage that changes an etcd member says for what it requires quorum', () => {
  const requires = {kind: 'restart', peerUrl: 'https://10.0.0.11:2380'} as const;
  expect(planText([{title: 'Restart', order: 'serial', requires, actions: []}])).toContain(
    'requires quorum for: restart of https://10.0.0.11:2380',
  );
});

test('the JSON plan has sizes and digests of files instead of their text', () => {
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

test('the JSON plan has no text of files in rollbacks and cleanups either', () => {
  const both = {rollback: [putKubeletConfig], finally: [putKubeletConfig]};
  const {stages} = planJson([{title: 'Upgrade', order: 'serial', actions: [], ...both}]);
  expect(stages[0]).toMatchObject({rollback: [{size: 32}], finally: [{size: 32}]});
  expect(JSON.stringify(stages)).not.toContain('KubeletConfiguration');
});
