import {describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {kubeClient} from '../../../src/io/kube/kube-client.js';
import type {Command} from '../../../src/io/transport/transport.js';
import {answeringWith} from '../../support/answers.js';

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const verb = ({argv}: Command) => argv[4]!;

const NODES = JSON.stringify({
  kind: 'NodeList',
  items: [
    {
      metadata: {name: 'cp1', labels: {zone: 'north'}},
      status: {
        conditions: [
          {type: 'MemoryPressure', status: 'False'},
          {type: 'Ready', status: 'True'},
        ],
        addresses: [
          {type: 'Hostname', address: 'cp1'},
          {type: 'InternalIP', address: '10.0.0.11'},
        ],
        nodeInfo: {kubeletVersion: 'v1.36.3'},
      },
    },
    {metadata: {name: 'w1'}, spec: {unschedulable: true}, status: {conditions: [{type: 'Ready', status: 'Unknown'}]}},
    {
      metadata: {name: 'w2', annotations: {'quorate.dev/held': 'true', 'quorate.dev/applied': '{}'}},
      spec: {taints: [{key: 'a', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z'}]},
    },
  ],
});
const serviceAccount = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'dns', namespace: 'kube-system'}};
const role = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'dns'}};

type Answers = Readonly<Record<string, string | (() => string)>>;

/** Control planes that answer these verbs; any other is refused by the script. */
const asking = (hosts: Readonly<Record<string, Answers>>) => {
  const asked: {host: string; command: Command}[] = [];
  const port = kubeClient(
    [cp1, cp2],
    host =>
      answeringWith(command => {
        asked.push({host, command});
        const answer = hosts[host]?.[verb(command)];
        if (answer === undefined) return {code: 90, stderr: 'kubectl is not installed\n'};
        return {stdout: typeof answer === 'string' ? answer : answer()};
      }),
    'the script',
  );
  return {port, asked};
};

const ready = {ready: 'ok'};

describe('an API server', () => {
  test.each([
    ['that says ok is ready', ready, true],
    ['that lists what fails is not', {ready: '[-]etcd failed'}, false],
    ['that does not answer is not', {}, false],
  ])('%s', async (_, answers, value) => {
    expect(await asking({cp1: answers as Answers}).port.ready(cp1)).toEqual({known: true, value});
  });

  test('is unknown when its host does not answer', async () => {
    const silent = () => {
      throw new Failure('hosts/unreachable', 'cp1: no route');
    };
    expect(await asking({cp1: {ready: silent}}).port.ready(cp1)).toMatchObject({known: false, why: 'cp1: no route'});
  });
});

describe('the state', () => {
  test('is asked of a control plane that is ready', async () => {
    const {port, asked} = asking({cp2: {...ready, nodes: NODES}});
    expect(await port.state([])).toMatchObject({known: true});
    expect(asked.filter(({command}) => verb(command) === 'nodes').map(({host}) => host)).toEqual(['cp2']);
    expect(asked.some(({command}) => command.changes)).toBe(false);
  });

  test('is asked of the one that answered last, and of another one after a failure', async () => {
    const hosts: Record<string, Answers> = {cp1: {...ready, nodes: NODES, apply: ''}, cp2: {...ready, nodes: NODES}};
    const {port, asked} = asking(hosts);
    const said = () => asked.splice(0).map(({host, command}) => `${host} ${verb(command)}`);
    await port.state([]);
    expect(said()).toEqual(['cp1 ready', 'cp2 ready', 'cp1 nodes']);
    await port.state([]);
    expect(said()).toEqual(['cp1 nodes']);
    await port.apply([role]);
    expect(said()).toEqual(['cp1 apply']);
    hosts.cp1 = {};
    expect(await port.state([])).toMatchObject({known: true});
    expect(said()).toEqual(['cp1 nodes', 'cp1 ready', 'cp2 ready', 'cp2 nodes']);
  });

  test('has each node with its status, as far as there is one', async () => {
    const state = await asking({cp1: {...ready, nodes: NODES}}).port.state([]);
    expect(state.known && state.value.nodes).toEqual([
      {
        name: 'cp1',
        ready: true,
        labels: {zone: 'north'},
        version: '1.36.3',
        internalIp: '10.0.0.11',
        unannotated: true,
      },
      {name: 'w1', ready: false, labels: {}, version: '', internalIp: '', cordoned: true, unannotated: true},
      {
        name: 'w2',
        ready: false,
        labels: {},
        version: '',
        internalIp: '',
        held: true,
        applied: '{}',
        taints: [{key: 'a', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z'}],
      },
    ]);
  });

  test.each([
    ['none', '', []],
    ['one', JSON.stringify(role), ['rbac.authorization.k8s.io/v1/ClusterRole//dns']],
    [
      'several',
      JSON.stringify({apiVersion: 'v1', kind: 'List', items: [serviceAccount, role]}),
      ['v1/ServiceAccount/kube-system/dns', 'rbac.authorization.k8s.io/v1/ClusterRole//dns'],
    ],
  ])('has the requested objects when there are %s of them', async (_, get, keys) => {
    const state = await asking({cp1: {...ready, nodes: NODES, get}}).port.state([serviceAccount, role]);
    expect(state.known && [...state.value.objects.keys()]).toEqual(keys);
  });

  test('is unknown while no API server is ready, and when a call fails', async () => {
    expect(await asking({}).port.state([])).toEqual({known: false, why: 'no API server is ready'});
    expect(await asking({cp1: ready}).port.state([])).toEqual({known: false, why: 'cp1: kubectl is not installed'});
  });

  test('is unknown when the host becomes unreachable between two calls', async () => {
    const gone = () => {
      throw new Failure('hosts/connection-lost', 'cp1: the connection was lost');
    };
    const {port} = asking({cp1: {...ready, nodes: gone}});
    expect(await port.state([])).toMatchObject({known: false, why: 'cp1: the connection was lost'});
  });
});

describe('the pods that a drain evicts', () => {
  const pod = (name: string, {node = 'cp2', going = '', phase = 'Running', mirror = '', controller = ''} = {}) =>
    `${[node, `shop/${name}`, going, phase, mirror, controller, 'app=web,tier=front,'].join('\t')}\n`;
  const budget = (name: string, namespace: string, disruptionsAllowed: number, selector?: object) => ({
    metadata: {name, namespace},
    spec: selector === undefined ? {} : {selector},
    status: {disruptionsAllowed},
  });
  const list = (...items: readonly object[]) => JSON.stringify({items});

  const evictablePods = (pods: string, ...budgets: readonly object[]) =>
    asking({cp1: {...ready, pods, budgets: list(...budgets)}}).port.evictablePods([cp2]);

  test('are those that are not of a DaemonSet, not static and not finished', async () => {
    const pods = [
      pod('web'),
      pod('leaving', {going: '2026-01-01T00:00:00Z'}),
      pod('of-a-daemon-set', {controller: 'DaemonSet'}),
      pod('static', {mirror: 'x'}),
      pod('done', {phase: 'Succeeded'}),
      pod('failed', {phase: 'Failed'}),
    ];
    const there = [
      {name: 'shop/web', going: false},
      {name: 'shop/leaving', going: true},
    ];
    expect(await evictablePods(pods.join(''))).toEqual({known: true, value: new Map([[cp2, there]])});
  });

  test('are requested once for several nodes, and for one node only its own', async () => {
    const pods = pod('web') + pod('elsewhere', {node: 'w1'}) + pod('unscheduled', {node: ''});
    const {port, asked} = asking({cp1: {...ready, pods, budgets: list()}});
    const asks = () => asked.splice(0).map(({command}) => command.argv.slice(4).join(' '));
    const web = [{name: 'shop/web', going: false}];
    expect(await port.evictablePods([cp1, cp2])).toEqual({
      known: true,
      value: new Map([
        [cp1, []],
        [cp2, web],
      ]),
    });
    expect(asks()).toEqual(['ready', 'ready', 'pods', 'budgets']);
    await port.evictablePods([cp2]);
    expect(asks()).toEqual(['pods cp2', 'budgets']);
    expect(await port.evictablePods([])).toEqual({known: true, value: new Map()});
    expect(asks()).toEqual([]);
  });

  const WEB = {matchLabels: {app: 'web'}};
  test.each([
    ['selects it and allows no disruption', budget('one', 'shop', 0, WEB), 'shop/one'],
    [
      'selects it by expressions',
      budget('one', 'shop', 0, {
        matchExpressions: [
          {key: 'app', operator: 'In', values: ['web', 'db']},
          {key: 'old', operator: 'DoesNotExist'},
          {key: 'app', operator: 'NotIn', values: ['db']},
          {key: 'app', operator: 'Exists'},
        ],
      }),
      'shop/one',
    ],
    ['selects everything', budget('one', 'shop', 0, {}), 'shop/one'],
    ['allows a disruption', budget('one', 'shop', 1, WEB), undefined],
    ['is of another namespace', budget('one', 'bank', 0, WEB), undefined],
    ['selects others', budget('one', 'shop', 0, {matchLabels: {app: 'db'}}), undefined],
    [
      'selects others by expression',
      budget('one', 'shop', 0, {matchExpressions: [{key: 'app', operator: 'DoesNotExist'}]}),
      undefined,
    ],
    ['selects no pod', budget('one', 'shop', 0), undefined],
  ])('a budget that %s', async (_, given, blockedBy) => {
    const found = await evictablePods(pod('web'), given);
    expect(found.known && found.value.get(cp2)?.[0]?.blockedBy).toBe(blockedBy);
  });

  test('are unknown when the API fails', async () => {
    expect(await asking({cp1: ready}).port.evictablePods([cp2])).toMatchObject({known: false});
    expect(await asking({}).port.evictablePods([cp2])).toEqual({known: false, why: 'no API server is ready'});
  });
});

describe('a drain', () => {
  test('names the node, and does not wait on one that does not report', async () => {
    const {port, asked} = asking({cp1: {...ready, drain: '', 'drain-silent': '', 'delete-node': ''}});
    await port.drain(cp2, {waits: true});
    await port.drain(cp2, {waits: false});
    await port.deleteNode(cp2);
    const told = asked.filter(({command}) => command.changes).map(({command}) => command.argv.slice(4).join(' '));
    expect(told).toEqual(['drain cp2', 'drain-silent cp2', 'delete-node cp2']);
  });

  test('is refused for pods without a controller, and otherwise continues at the next call', async () => {
    const failing = (stderr: string) =>
      kubeClient(
        [cp1],
        () => answeringWith(command => (verb(command) === 'ready' ? {stdout: 'ok'} : {code: 1, stderr})),
        'the script',
      );
    await expect(
      failing('error: cannot delete Pods that declare no controller (use --force to override): shop/bare').drain(cp2, {
        waits: true,
      }),
    ).rejects.toMatchObject({
      code: 'kube/drain-refused',
      message: expect.stringContaining('declare no controller (use --force to override): shop/bare'),
    });
    await expect(failing('global timeout reached: 15s').drain(cp2, {waits: true})).resolves.toBeUndefined();
    await expect(failing('forbidden').deleteNode(cp2)).rejects.toMatchObject({code: 'kube/delete-failed'});
  });
});

describe('applying', () => {
  test('sends the objects by standard input, kept out of the log', async () => {
    const {port, asked} = asking({cp1: {...ready, apply: ''}});
    await port.apply([serviceAccount, role]);
    const {command} = asked.at(-1)!;
    expect(command).toMatchObject({changes: true, secret: true, title: 'kubectl apply'});
    expect(JSON.parse(`${command.stdin}`).items).toEqual([serviceAccount, role]);
    expect(command.argv.join(' ')).not.toContain('ServiceAccount');
  });

  test('fails with the error of the API, or because no API server is ready', async () => {
    await expect(asking({cp1: ready}).port.apply([role])).rejects.toMatchObject({
      code: 'kube/apply-failed',
      message: expect.stringMatching(/^cp1: .*kubectl is not installed$/),
    });
    await expect(asking({}).port.apply([role])).rejects.toMatchObject({code: 'kube/no-api'});
  });
});
