import {expect, test} from 'vitest';
import {parseSystemPods, withReasons} from '../../../src/io/kube/system-pods.js';
import {parseWorkloads} from '../../../src/io/kube/workloads.js';

const CREATED = '2026-11-29T10:00:00Z';
const line = (name: string, ready: string, app: string, reasons: string, node = 'w1'): string =>
  ['kube-system', name, 'ReplicaSet', 'coredns-1', '1', node, ready, CREATED, app, reasons].join('\t');

const TEXT = [
  'default\tshop-1-x\tReplicaSet\tshop-1\t1\tw1\tFalse',
  line('coredns-1-a', 'True', 'kube-dns', ''),
  line('coredns-1-b', 'False', 'kube-dns', 'CrashLoopBackOff '),
  line('metrics-1', 'True', 'metrics', ''),
  line('metrics-2', 'False', 'metrics', 'ContainerCreating '),
  line('metrics-3', '', 'metrics', 'Unschedulable ', ''),
  '',
].join('\n');

test('pods of kube-system are reported unless they are ready, and those of cluster DNS always', () => {
  expect(parseSystemPods(TEXT).map(({name, node, dns, ready, reasons}) => [name, node, dns, ready, reasons])).toEqual([
    ['coredns-1-a', 'w1', true, true, []],
    ['coredns-1-b', 'w1', true, false, ['CrashLoopBackOff']],
    ['metrics-2', 'w1', false, false, ['ContainerCreating']],
    ['metrics-3', '', false, false, ['Unschedulable']],
  ]);
});

test('the same lines are workloads', () => {
  expect(parseWorkloads(TEXT).map(({name}) => name)).toEqual([
    'default/Deployment/shop',
    'kube-system/Deployment/coredns',
  ]);
});

const answer = (stdout: string) => async () => ({code: 0, stdout: Buffer.from(stdout), stderr: ''});

test('the reasons of a pod are those of its runtime and of its log, on one line without control characters', async () => {
  const asked: (readonly string[])[] = [];
  const pods = await withReasons(parseSystemPods(TEXT), names => {
    asked.push(names);
    return answer(
      'sandbox\tmetrics-2\t"plugin type=\\"cilium-cni\\" failed (add):\\n \\x1b[2J not found"\nlog\tcoredns-1-b\t[FATAL] plugin/loop: Loop\u001b[2J\nlog\tmetrics-2\t\nother\n',
    )();
  });
  expect(asked).toEqual([['coredns-1-b', 'metrics-2', 'metrics-3']]);
  expect(pods.map(({sandbox, log}) => [sandbox, log])).toEqual([
    [undefined, undefined],
    [undefined, '[FATAL] plugin/loop: Loop [2J'],
    ['plugin type="cilium-cni" failed (add):   1b[2J not found', undefined],
    [undefined, undefined],
  ]);
});

test('nothing is asked while all pods are ready', async () => {
  const ready = parseSystemPods(line('coredns-1-a', 'True', 'kube-dns', ''));
  const asking = withReasons(ready, () => Promise.reject(new Error('was asked')));
  expect(await asking).toEqual(ready);
});

test('a pod whose name no API accepts is not asked for', async () => {
  const strange = parseSystemPods(line('$(reboot)', 'False', 'kube-dns', 'CrashLoopBackOff '));
  expect(await withReasons(strange, () => Promise.reject(new Error('was asked')))).toEqual(strange);
});
