import {expect, test} from 'vitest';
import {type Action, describeAction} from '../../../src/core/actions/action.js';
import {planJson} from '../../../src/run/report/plan-json.js';
import {planText} from '../../../src/run/report/plan-text.js';
import {cp1, installKubelet, plan, putKubeletConfig} from './actions.js';

test('the dry run lists stages, hosts and actions, and a summary', () => {
  expect(planText(plan)).toBe(
    `1/2 Upload (2 actions)
  w1
    upload kubelet 1.36.3 to /opt/quorate/kubernetes/1.36.3/kubelet (84.4 MB)
  cp1
    upload kubelet 1.36.3 to /opt/quorate/kubernetes/1.36.3/kubelet (84.4 MB)

2/2 Start (3 actions)
  w1
    write /var/lib/kubelet/config.yaml (mode 600, 32 B)
    run kubelet.service
  cluster
    ${describeAction({kind: 'etcd/await-leader'})}

5 actions in 2 stages on 2 hosts, 56.4 MB to upload. Nothing was changed.`,
  );
});

test('the sum of the dry run has what is known of the bytes to send', () => {
  const {sends: _, ...unknown} = installKubelet;
  const of = (...actions: readonly Action[]) => planText([{title: 'Upload', order: 'parallel', actions}]);
  expect(of(installKubelet, unknown)).toContain('2 actions in 1 stage on 1 host, 28.2 MB to upload.');
  expect(of(unknown)).toContain('1 action in 1 stage on 1 host. Nothing was changed.');
});

test('the dry run says which hosts get files by upload although hosts download, and why', () => {
  const {sends: _, because: __, ...rest} = installKubelet;
  const upload = {...installKubelet, because: 'no-downloader'} as const;
  const fetch: Action = {...rest, kind: 'artifact/fetch', host: cp1, url: 'https://files.example.com/kubelet'};
  const actions = [fetch, upload, upload, {...rest, because: 'no-tar'} as const];
  const text = planText([{title: 'Install', order: 'parallel', actions}]);
  expect(text).toContain(
    '\n  w1 (uploads 2 files, 56.4 MB: neither curl nor wget is installed) (uploads 1 file, 84.4 MB: tar is not installed)\n',
  );
  expect(text).toContain('\n  cp1\n    download kubelet 1.36.3 to /opt/quorate/kubernetes/1.36.3/kubelet (84.4 MB)\n');
  expect(text).toContain('56.4 MB to upload, 1 file to download. Nothing was changed.');
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
