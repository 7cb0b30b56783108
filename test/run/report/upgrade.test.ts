import {expect, test} from 'vitest';
import {parseSavedPlan} from '../../../src/core/upgrade-plan/parse-saved.js';
import {savePlan} from '../../../src/core/upgrade-plan/saved-plan.js';
import {upgradeJson, upgradeText} from '../../../src/run/report/upgrade-text.js';
import {NEW, OLD, upgrading} from '../../core/checks/upgrade/cases.js';
import {planOf} from '../../core/upgrade-plan/plans.js';

const PACE = {maxUnavailable: 1, drainSeconds: 300, healthSeconds: 120};
const {changes, desired} = upgrading(OLD, NEW);

test('the plan of an upgrade has version changes, stages with their interruption, the limit of a rollback, and the rules', () => {
  expect(upgradeText({changes, plan: planOf(), desired})).toBe(`COMPONENT   FROM    TO      HOSTS
etcd        3.6.16  3.7.3   cp-1, cp-2 and cp-3
kubernetes  1.36.3  1.37.2  cp-1, cp-2, cp-3, worker-1 and worker-2
image registry.k8s.io/coredns/coredns:v1.15.0 on worker-1

#    STAGE                                                      INTERRUPTION
1    Install binaries and images                                none
2    Take a snapshot of etcd                                    none
3    Upgrade etcd on cp-2                                       etcd: none for clients with all endpoints; leadership transfer about 30 ms
4    Upgrade etcd on cp-3                                       etcd: none for clients with all endpoints; leadership transfer about 30 ms
5    Upgrade etcd on cp-1                                       etcd: none for clients with all endpoints; leadership transfer about 30 ms
6    Upgrade the control plane on cp-1                          API: none through the load balancer
7-8  Upgrade the node worker-1 and 1 more, at most 1 at a time  pods are evicted; kubelet: none, pods keep running

Drained nodes: worker-1 and worker-2.
Snapshot: stage 2 takes an etcd snapshot, verifies it with etcdutl and stores it on this machine.
Rollback: before stage 5 (Upgrade etcd on cp-1), \`quorate upgrade --abort\` restores the previous etcd. That stage raises the etcd cluster version: after it, only an etcd downgrade or restoring the snapshot leads back to the previous minor, and quorate does neither.

RULE                                     ALLOWS                                                            SINCE  SOURCE                          AS OF
kube-apiserver                           all within one minor of each other, one minor at a time           -      Kubernetes version skew policy  2026-11
kube-controller-manager, kube-scheduler  up to one minor behind the API server, never ahead                -      Kubernetes version skew policy  2026-11
kubelet                                  up to three minors behind the API server, never ahead             1.28   Kubernetes version skew policy  2026-11
kube-proxy                               up to three minors behind the API server, never ahead             1.28   Kubernetes version skew policy  2026-11
etcd                                     one minor at a time, all members healthy                          -      etcd upgrade guides             2026-11
etcd to 3.6                              every member at 3.5.26 or later before the first one is upgraded  3.6    etcd upgrade guides             2026-11
etcd to 3.7                              every member at 3.6.11 or later before the first one is upgraded  3.7    etcd upgrade guides             2026-11
etcd for Kubernetes                      3.5.24 or later                                                   1.36   kubeadm, oldest external etcd   2026-11`);
});

test('renewed certificates have their own line', () => {
  const issue = {kind: 'kubeconfig/issue', host: 'cp-1', path: '/etc/kubernetes/kubelet.conf', kubeconfig: {}} as never;
  const text = upgradeText({changes, plan: [{title: 'Renew', order: 'serial', actions: [issue]}], desired});
  expect(text).toContain('1 certificate renewed on cp-1');
});

test('an upgrade without version changes, drains and snapshot says so', () => {
  const text = upgradeText({changes: [], plan: [], desired});
  expect(text).toContain('No version changes.');
  expect(text).toContain('Drained nodes: none.');
  expect(text).not.toContain('Snapshot:');
  expect(text).not.toContain('Rollback:');
});

test('the file of a plan is one that can be read again', () => {
  const text = upgradeJson(
    savePlan({cluster: 'demo', to: NEW, rollback: false, rollout: PACE, changes, plan: planOf()}),
  );
  expect(text.endsWith('}\n')).toBe(true);
  expect(parseSavedPlan(JSON.parse(text))).toMatchObject({kind: 'UpgradePlan', cluster: 'demo', to: NEW});
});
