import {describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/cluster/names.js';
import {Failure} from '../../../src/core/failure.js';
import type {Command} from '../../../src/io/host/transport.js';
import {kubePort} from '../../../src/io/kube/port.js';
import {answeringWith} from '../../support/answers.js';

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const verb = ({argv}: Command) => argv.at(-1)!;

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
    {metadata: {name: 'w1'}, status: {conditions: [{type: 'Ready', status: 'Unknown'}]}},
    {metadata: {name: 'w2'}},
  ],
});
const serviceAccount = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'dns', namespace: 'kube-system'}};
const role = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'dns'}};

type Answers = Readonly<Record<string, string | (() => string)>>;

/** Control planes that answer these verbs; any other is refused by the script. */
const asking = (hosts: Readonly<Record<string, Answers>>) => {
  const asked: {host: string; command: Command}[] = [];
  const port = kubePort(
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

  test('on a host that is silent is unknown', async () => {
    const silent = () => {
      throw new Failure('hosts/unreachable', 'cp1: no route');
    };
    expect(await asking({cp1: {ready: silent}}).port.ready(cp1)).toEqual({known: false, why: 'cp1: no route'});
  });
});

describe('the state', () => {
  test('is asked of a control plane that is ready', async () => {
    const {port, asked} = asking({cp2: {...ready, nodes: NODES}});
    expect(await port.state([])).toMatchObject({known: true});
    expect(asked.filter(({command}) => verb(command) === 'nodes').map(({host}) => host)).toEqual(['cp2']);
    expect(asked.some(({command}) => command.changes)).toBe(false);
  });

  test('has each node with what its status says, and with nothing where it says nothing', async () => {
    const state = await asking({cp1: {...ready, nodes: NODES}}).port.state([]);
    expect(state.known && state.value.nodes).toEqual([
      {name: 'cp1', ready: true, labels: {zone: 'north'}, version: '1.36.3', internalIp: '10.0.0.11'},
      {name: 'w1', ready: false, labels: {}, version: '', internalIp: ''},
      {name: 'w2', ready: false, labels: {}, version: '', internalIp: ''},
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
  ])('has the objects that were asked for when there are %s of them', async (_, get, keys) => {
    const state = await asking({cp1: {...ready, nodes: NODES, get}}).port.state([serviceAccount, role]);
    expect(state.known && [...state.value.objects.keys()]).toEqual(keys);
  });

  test('is unknown while no API server is ready, and when one gives up half way', async () => {
    expect(await asking({}).port.state([])).toEqual({known: false, why: 'no API server is ready'});
    expect(await asking({cp1: ready}).port.state([])).toEqual({known: false, why: 'cp1: kubectl is not installed'});
  });

  test('is unknown when the host falls silent between two questions', async () => {
    const gone = () => {
      throw new Failure('hosts/connection-lost', 'cp1: the connection was lost');
    };
    const {port} = asking({cp1: {...ready, nodes: gone}});
    expect(await port.state([])).toEqual({known: false, why: 'cp1: the connection was lost'});
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

  test('labels are laid onto nodes and nothing else of them is said', async () => {
    const {port, asked} = asking({cp1: {...ready, apply: ''}});
    await port.label([{name: cp1, labels: {zone: 'north'}}]);
    expect(JSON.parse(`${asked.at(-1)?.command.stdin}`).items).toEqual([
      {apiVersion: 'v1', kind: 'Node', metadata: {name: 'cp1', labels: {zone: 'north'}}},
    ]);
  });

  test('fails with the words of the API, and without any API says so', async () => {
    await expect(asking({cp1: ready}).port.apply([role])).rejects.toMatchObject({
      code: 'kube/apply-failed',
      message: 'cp1: the API refused 1 object(s): kubectl is not installed',
    });
    await expect(asking({}).port.apply([role])).rejects.toMatchObject({code: 'kube/no-api'});
  });
});
