import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {ControlEvidence, LeaseEvidence, UnseenPod} from '../../../../src/core/diagnosis/control-evidence.js';
import type {UnitEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {known} from '../../../../src/core/model/fact.js';
import {digestOf, type HostName} from '../../../../src/core/model/names.js';
import {all, apiNotReady, before, facts, kube, member, NOW, onHost, stale, unit} from '../support/healthy.js';
import {editedFile, type Fault, fault, stacked} from './fault.js';

type Change = (input: DiagnosisInput) => DiagnosisInput;

const MANAGER = 'kube-controller-manager.service';
const SCHEDULER = 'kube-scheduler.service';
const API_SERVER = 'kube-apiserver.service';
const ENCRYPTION = '/etc/kubernetes/encryption.yaml';
const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'];

const control = (change: (control: ControlEvidence) => Partial<ControlEvidence>): Change =>
  kube(({control: fact}) => {
    if (fact?.known !== true) throw new Error('the controllers are not known');
    return {control: known({...fact.value, ...change(fact.value)})};
  });

const lease = (name: string, change: Partial<LeaseEvidence>): Change =>
  control(({leases}) => ({leases: leases.map(each => (each.name === name ? {...each, ...change} : each))}));

const state = (host: string, name: string, change: Partial<UnitEvidence>): Change =>
  onHost(host, ({units}) => ({units: new Map(units).set(name, {...units.get(name)!, ...change})}));

const everywhere = (name: string, change: Partial<UnitEvidence>): Change =>
  all(...CONTROL_PLANES.map(host => state(host, name, change)));

/** systemd restarted it so many seconds ago. */
const restarted = (...ago: readonly number[]): Partial<UnitEvidence> => ({
  restarts: ago.length + 2,
  restartedSecondsAgo: ago,
  activeSeconds: Math.min(...ago),
  log: ['E1130 expected 1 certificate, found 2'],
});

const unseen = (...unseenPods: readonly UnseenPod[]): Change => kube(() => ({unseenPods}));
const pod = (node: string, seconds: number): UnseenPod => ({name: `shop/web-${node}`, node, since: before(seconds)});

const watchCache = (host: string, seen: string, etcd: string): Change =>
  kube(({watchCaches}) => ({watchCaches: new Map(watchCaches).set(host as HostName, {seen, etcd})}));

const loaded = (host: string, hex: string): Change =>
  all(
    stale(host, API_SERVER),
    kube(() => ({encryption: new Map([[host as HostName, digestOf(hex)]])})),
  );

/** What runs and does not do its work, and what looks like it and is none. */
export const CONTROLLER_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'controller managers that end whenever they lead',
    'kube/leader-unstable',
    lease('kube-controller-manager', {acquired: before(9), transitions: 43}),
    ...CONTROL_PLANES.map((host, index) => state(host, MANAGER, restarted(20 + 15 * index, 80 + 15 * index))),
  ),
  fault(
    stacked,
    'controller managers that end whenever they lead, one of them at the moment',
    'kube/leader-unstable',
    lease('kube-controller-manager', {acquired: before(9), transitions: 43}),
    state('cp1', MANAGER, restarted(20, 70, 120)),
    unit('cp2', MANAGER, 'activating', 9),
  ),
  fault(
    stacked,
    'a scheduler that hangs with its Lease',
    'kube/no-leader',
    lease('kube-scheduler', {renewed: before(200)}),
  ),
  fault(
    stacked,
    'a Lease that was released and that nobody takes',
    'kube/no-leader',
    lease('kube-controller-manager', {holder: '', renewed: before(90)}),
  ),
  fault(
    stacked,
    'controller managers that have never made a Lease',
    'kube/no-leader',
    control(({leases}) => ({leases: leases.filter(({name}) => name === 'kube-scheduler')})),
  ),
  fault(
    stacked,
    'a controller manager that does not observe Deployments',
    'kube/leader-idle cp1',
    control(() => ({unobserved: ['shop/web']})),
  ),
  fault(stacked, 'a scheduler that does not consider pods', 'kube/leader-idle cp1', unseen(pod('', 600))),
  fault(stacked, 'a kubelet that does not look at pods', 'kube/pods-unseen w1', unseen(pod('w1', 600))),
  fault(
    stacked,
    'API servers that lived through a restore of etcd',
    'kube/watches-ahead',
    watchCache('cp1', '361', '296'),
    watchCache('cp2', '360', '296'),
    unseen(pod('w1', 600), pod('', 600)),
    control(() => ({unobserved: ['shop/web']})),
  ),
  fault(
    stacked,
    'an etcd without space, with the Leases that nobody can renew',
    'etcd/nospace',
    ...CONTROL_PLANES.map(host => member(host, () => ({alarms: ['NOSPACE 1']}))),
    lease('kube-controller-manager', {renewed: before(200)}),
    lease('kube-scheduler', {renewed: before(200)}),
    ...[MANAGER, SCHEDULER].map(name => everywhere(name, restarted(20, 60, 90, 120))),
    unseen(pod('w1', 600), pod('', 600)),
  ),
  fault(
    stacked,
    'an API server with earlier encryption keys',
    'kube/encryption-not-loaded cp2',
    loaded('cp2', 'e'.repeat(64)),
  ),
  fault(
    stacked,
    'an encryption file that was edited on one host',
    'pki/secrets-differ cp2',
    editedFile('cp2', ENCRYPTION),
    loaded('cp2', 'e'.repeat(64)),
  ),
  fault(
    stacked,
    'a single controller manager that ends over and over while another one leads',
    'hosts/unit-restarting cp2',
    state('cp2', MANAGER, restarted(20, 60, 90, 120)),
  ),

  fault(
    stacked,
    'a cluster that was just started, with controllers that waited for their API servers',
    [],
    ...[MANAGER, SCHEDULER].map(name => everywhere(name, restarted(40, 55, 66, 75))),
    everywhere(API_SERVER, {activeSeconds: 70}),
    lease('kube-controller-manager', {acquired: before(10), renewed: before(1), transitions: 0}),
    lease('kube-scheduler', {acquired: before(12), renewed: before(1), transitions: 0}),
  ),
  fault(
    stacked,
    'a cluster that was just switched on, with the Leases of the day before',
    [],
    ...[MANAGER, SCHEDULER].map(name => everywhere(name, {activeSeconds: 20, restarts: 2})),
    everywhere(API_SERVER, {activeSeconds: 30}),
    lease('kube-controller-manager', {renewed: before(80_000)}),
    lease('kube-scheduler', {renewed: before(80_000)}),
    control(() => ({unobserved: ['shop/web']})),
    unseen(pod('', 80_000)),
  ),
  fault(
    stacked,
    'an upgrade of the control planes, one after another',
    [],
    ...CONTROL_PLANES.map((host, index) =>
      all(
        state(host, API_SERVER, {activeSeconds: 30 + 40 * index}),
        state(host, MANAGER, {activeSeconds: 25 + 40 * index, restarts: 0}),
        state(host, SCHEDULER, {activeSeconds: 25 + 40 * index, restarts: 0}),
      ),
    ),
    lease('kube-controller-manager', {acquired: before(12), transitions: 46}),
    lease('kube-scheduler', {acquired: before(12), transitions: 46}),
    control(() => ({unobserved: ['shop/web']})),
  ),
  fault(
    stacked,
    'one API server that is down, with the controller manager that needs it',
    'kube/api-not-ready cp3',
    apiNotReady('cp3'),
    state('cp3', MANAGER, restarted(12, 24, 36, 48, 60)),
    lease('kube-controller-manager', {holder: 'cp1', acquired: before(70)}),
  ),
  fault(
    stacked,
    'a leader that lost its Lease once',
    [],
    state('cp1', MANAGER, restarted(30)),
    lease('kube-controller-manager', {holder: 'cp2', acquired: before(12)}),
  ),
  fault(
    stacked,
    'a controller manager that has just become the leader',
    [],
    lease('kube-controller-manager', {acquired: before(60)}),
    control(() => ({unobserved: ['shop/web']})),
  ),
  fault(stacked, 'pods that were just created', [], unseen(pod('', 20), pod('w1', 20))),
  fault(
    stacked,
    'a kubelet that was just started',
    [],
    unseen(pod('w1', 600)),
    state('w1', 'kubelet.service', {activeSeconds: 5}),
  ),
  fault(
    stacked,
    'API servers as new as etcd',
    [],
    watchCache('cp1', '296', '296'),
    watchCache('cp2', '9', '1000000296'),
  ),
  fault(stacked, 'an API server that reloads its encryption keys by itself', 'drift/unit-stale cp2', input => {
    const host = input.evidence.observed.hosts.get('cp2' as HostName);
    if (host?.known !== true) throw new Error('cp2 is not known');
    return loaded('cp2', host.value.files.get(ENCRYPTION)!.digest)(input);
  }),
  fault(
    stacked,
    'a host whose clock is off',
    'hosts/clock-off cp2',
    facts('cp2', () => ({clock: {least: 120_000, most: 120_000}})),
    control(() => ({now: new Date(NOW.getTime() + 120_000)})),
  ),
];
