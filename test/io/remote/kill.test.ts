import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const ETCD = 'etcd.service';

test('a unit is asked to stop, its processes are killed, and its end is awaited', async () => {
  host.command('systemctl', 'echo "$*" >>"$ROOT/calls"');
  await host.port.kill([ETCD, 'kube-apiserver.service']);
  expect(host.text('/calls').trimEnd().split('\n')).toEqual([
    'stop --no-block --quiet -- etcd.service kube-apiserver.service',
    'kill --signal=KILL -- etcd.service kube-apiserver.service',
    'stop --quiet -- etcd.service kube-apiserver.service',
  ]);
});

test('a unit without a process is stopped, and one that does not stop is an error', async () => {
  host.command('systemctl', 'case $1 in kill) exit 1 ;; esac');
  await host.port.kill([ETCD]);
  host.command('systemctl', 'case $* in "stop --quiet"*) echo "Job timed out" >&2; exit 1 ;; esac');
  await expect(host.port.kill([ETCD])).rejects.toMatchObject({message: expect.stringContaining('Job timed out')});
});
