import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Failure} from '../../../../src/core/failure.js';
import {type HostName, hostName} from '../../../../src/core/model/names.js';
import type {KubeObject} from '../../../../src/core/render/kube/object.js';
import {loadTemplates} from '../../../../src/io/local/templates.js';
import {askPod} from '../../../../src/io/observe/probe/pod-reach.js';
import {podsIn, probePods} from '../../../../src/io/observe/probe/probe.js';
import type {Command} from '../../../../src/io/transport/transport.js';
import {answeringWith} from '../../../support/answers.js';
import {TestHost} from '../../remote/test-host.js';

const templates = await loadTemplates();
const [cp1, cp2, w1] = ['cp1', 'cp2', 'w1'].map(hostName) as [HostName, HostName, HostName];
const UIDS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const PODS = `probe-cp1\t${UIDS[0]}\t10.244.0.9\tTrue\nprobe-w1\t${UIDS[1]}\t10.244.1.9\tTrue\n`;

type Answer = (host: HostName, verb: string) => {readonly code?: number; readonly stdout?: string} | undefined;

/** Control planes that answer like those of a healthy cluster, unless `other` does. */
function probing(other: Answer = () => undefined, signal = new AbortController().signal) {
  const asked: string[] = [];
  const applied: KubeObject[] = [];
  const answer = (host: HostName, {argv, stdin, title}: Command) => {
    if (title === 'try connections between pods') {
      const [boundary, , node = ''] = String(stdin).split('\n');
      asked.push(`${host} try`);
      const [, address, port] = node.split('\t');
      const line = host === 'cp1' ? `node\t${address} ${port}\topen\n` : '';
      return {stdout: `${boundary} reached\n${line}${boundary} end\n`};
    }
    const verb = argv[4]!;
    asked.push(`${host} ${verb}`);
    if (verb === 'apply') applied.push(...(JSON.parse(String(stdin)) as {items: KubeObject[]}).items);
    const usual = {'dns-image': 'registry.k8s.io/coredns/coredns:v1.14.6', 'probe-pods': PODS}[verb] ?? '';
    return other(host, verb) ?? {stdout: usual};
  };
  const connections = {to: (host: HostName) => answeringWith(command => answer(host, command))};
  const done = probePods({connections, templates, hosts: [cp1, cp2], nodes: [cp1, w1], signal});
  return {asked, applied, done};
}

test('a probe starts a pod on each node, connects them, and deletes them', async () => {
  const {asked, applied, done} = probing();
  const {reached, notStarted} = await done;
  expect([...reached].map(([from, fact]) => [from, fact.known ? [...fact.value] : fact.why])).toEqual([
    ['cp1', [['w1', 'open']]],
    ['w1', [['cp1', 'silent']]],
  ]);
  expect(notStarted).toEqual([]);
  expect(applied.map(({kind, metadata}) => `${kind} ${metadata.name.replace(/[0-9a-f]{8}$/, '')}`)).toEqual([
    'Namespace quorate-probe-',
    'ServiceAccount probe',
    'Pod probe-cp1',
    'Pod probe-w1',
  ]);
  expect(asked).toEqual([
    'cp1 probe-end',
    'cp1 dns-image',
    'cp1 apply',
    'cp1 probe-pods',
    'cp1 try',
    'w1 try',
    'cp1 probe-end',
  ]);
});

test('its pods end by themselves, run on any node and may do nothing', async () => {
  const {applied, done} = probing();
  await done;
  expect(applied.at(-1)).toMatchObject({
    spec: {
      nodeName: 'w1',
      activeDeadlineSeconds: 300,
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      tolerations: [{operator: 'Exists'}],
      securityContext: {runAsNonRoot: true},
      containers: [{securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true}}],
    },
  });
});

describe('its pods are deleted', () => {
  test.each(['apply', 'probe-pods'])('when %s fails', async verb => {
    const {asked, done} = probing((_, each) => (each === verb ? {code: 1} : undefined));
    await expect(done).rejects.toMatchObject({code: 'kube/probe-failed'});
    expect(asked.at(-1)).toBe('cp1 probe-end');
  });

  test.each(['apply', 'probe-pods'])('when it is interrupted during %s', async verb => {
    const stop = new AbortController();
    const {asked, done} = probing((_, each) => {
      if (each === verb) stop.abort(new Failure('interrupted/by-user', 'Interrupted.'));
      return undefined;
    }, stop.signal);
    await expect(done).rejects.toMatchObject({code: 'interrupted/by-user'});
    expect(asked.at(-1)).toBe('cp1 probe-end');
  });

  test('through another API server when the first one fails', async () => {
    let ends = 0;
    const {asked, done} = probing((host, verb) =>
      host === 'cp1' && verb === 'probe-end' && ++ends > 1 ? {code: 1} : undefined,
    );
    await done;
    expect(asked.slice(-2)).toEqual(['cp1 probe-end', 'cp2 probe-end']);
  });

  test('by a later probe when no API server does it', async () => {
    let ends = 0;
    const {done} = probing((_, verb) => (verb === 'probe-end' && ++ends > 1 ? {code: 1} : undefined));
    await expect(done).rejects.toMatchObject({code: 'kube/probe-left'});
  });
});

test('nothing is started when it is interrupted before', async () => {
  const {asked, done} = probing(undefined, AbortSignal.abort(new Failure('interrupted/by-user', 'Interrupted.')));
  await expect(done).rejects.toMatchObject({code: 'interrupted/by-user'});
  expect(asked).toEqual([]);
});

test('a pod that is not ready is one that did not start', async () => {
  const {done} = probing((_, verb) =>
    verb === 'probe-pods' ? {stdout: PODS.replace('10.244.1.9\tTrue', '\tFalse')} : undefined,
  );
  expect((await done).notStarted).toEqual(['w1']);
});

test.each(['probe-w1\tx\t10.244.1.9\tTrue', `probe-w1\t${UIDS[0]}\t$(reboot)\tTrue`, 'probe-w1', ''])(
  'a line %j is not a pod',
  line => {
    expect(podsIn(line, [w1]).size).toBe(0);
  },
);

describe('from the network of a pod', () => {
  let host: TestHost;
  const query = {uid: UIDS[0]!, nodes: new Map([[cp1, {address: '127.0.0.1', port: 9}]])};
  const ask = () => askPod({name: w1, transport: host.transport, templates}, query);

  beforeEach(() => {
    host = new TestHost();
    host.write('/proc/77/cgroup', '0::/init.scope\n');
    host.command('nsenter', `echo "$*" >>"$ROOT/calls"; shift 4; exec "$@"`);
  });
  afterEach(() => host.remove());

  test.each([
    ['cgroupfs', `/kubepods/besteffort/pod${UIDS[0]}/0a1b`],
    ['systemd', `/kubepods.slice/kubepods-pod${UIDS[0]!.replaceAll('-', '_')}.slice/cri-containerd-0a1b.scope`],
  ])('its process is found by its cgroup of %s', async (_, cgroup) => {
    host.write('/proc/4242/cgroup', `0::${cgroup}\n`);
    expect(await ask()).toEqual({known: true, value: new Map([['cp1', 'refused']])});
    expect(host.text('/calls')).toMatch(/^--target 4242 --net -- true\n--target 4242 --net -- bash /);
    expect(host.commands.map(({changes}) => changes)).toEqual([false]);
  });

  test('nothing is tried without a process of the pod', async () => {
    expect(await ask()).toEqual({known: false, why: 'no process of its pod was found'});
  });

  test('nothing is tried when its network cannot be entered', async () => {
    host.write('/proc/4242/cgroup', `0::/kubepods/pod${UIDS[0]}\n`);
    host.command('nsenter', 'exit 1');
    expect((await ask()).known).toBe(false);
  });
});
