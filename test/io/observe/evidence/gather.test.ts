import {expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {Failure} from '../../../../src/core/failure.js';
import {known} from '../../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../../src/core/model/names.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import {observe} from '../../../../src/io/observe/observe.js';
import type {Observer} from '../../../../src/io/observe/observer.js';
import type {Command} from '../../../../src/io/transport/transport.js';
import {answeringWith} from '../../../support/answers.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {release} from '../../../support/builders/release.js';
import {TEMPLATES} from '../../../support/rendering.js';
import {DOWN, LEADING_TWO} from '../../etcd/answers.js';

const config = clusterConfig();
const desired = desire({...config, hosts: config.hosts.filter(({name}) => name !== 'cp3')});
const [cp1, cp2, w1] = ['cp1', 'cp2', 'w1'].map(hostName) as [HostName, HostName, HostName];

const HASH =
  '[{"Endpoint":"https://127.0.0.1:2379","HashKV":{"header":{"revision":1},"hash":2816416,"hash_revision":1}}]';
const NODES = JSON.stringify({
  items: [
    {
      metadata: {name: 'cp1'},
      spec: {unschedulable: true},
      status: {
        conditions: [
          {type: 'Ready', status: 'True'},
          {type: 'DiskPressure', status: 'True'},
          {type: 'PIDPressure', status: 'Unknown'},
        ],
        nodeInfo: {kubeletVersion: 'v1.36.3'},
      },
    },
  ],
});

/** What a healthy host answers, by the title of the question. */
const ANSWERS: Readonly<Record<string, (command: Command) => string>> = {
  'gather evidence': ({stdin}) => {
    const boundary = String(stdin).split('\n', 1)[0]!;
    const details = 'details\nruns\tkube-apiserver.service\t/opt/quorate/kubernetes/1.36.3/kube-apiserver';
    return ['file-systems', 'units', details, 'bash', 'connections', 'end']
      .map(name => `${boundary} ${name}\n`)
      .join('');
  },
  'ask etcd': () => LEADING_TWO,
  'compare etcd': ({argv}) =>
    `== hash 0\n${HASH}\n${argv.at(-1) === 'secrets' ? '== secrets 0\nencrypted\n"Count" : 3\n' : ''}== end 0\n`,
  'kubectl ready': () => 'ok',
  'kubectl nodes': () => NODES,
  'kubectl get': () => '',
  'kubectl controllers': () => 'now\t1796008843120144785\n',
  'kubectl workloads': () => 'default\tweb-1\tStatefulSet\tweb\t\tcp1\tTrue\n',
};

type Answer = (host: HostName, command: Command) => string | undefined;

interface Seen {
  readonly seen?: ReadonlyMap<HostName, ReturnType<typeof known<HostFacts>>>;
  readonly onFacts?: (host: HostName) => void;
}

const gathering = (other: Answer = () => undefined, {seen, onFacts = () => {}}: Seen = {}) => {
  const asked: string[] = [];
  const observer: Observer = {
    release: release(),
    templates: TEMPLATES,
    unmanagedEtcd: undefined,
    connections: {
      to: host =>
        answeringWith(command => {
          asked.push(`${host}: ${command.title}`);
          if (command.changes) throw new Error(`${command.title} changes something`);
          return {stdout: other(host, command) ?? ANSWERS[command.title]!(command)};
        }),
      forget: () => undefined,
      forgetBroken: () => undefined,
      close: async () => undefined,
    },
    host: host => ({
      facts: async () => {
        onFacts(host);
        other(host, {argv: [], title: 'read facts', changes: false});
        return machineFacts({hostname: host, addresses: ['10.0.0.9']});
      },
    }),
    comparesObjects: true,
  };
  const observing = observe(observer, desired, 'diagnosis', seen);
  return {observing, asked};
};

const unreachable =
  (...hosts: readonly string[]): Answer =>
  host => {
    if (hosts.includes(host)) throw new Failure('hosts/unreachable', `${host}: no route`);
    return undefined;
  };

test('every question is asked once, and the one about secrets of a single member', async () => {
  const {observing, asked} = gathering();
  await observing;
  expect(asked.toSorted()).toEqual(
    [
      ...['cp1', 'cp2'].flatMap(host =>
        ['gather evidence', 'ask etcd', 'compare etcd', 'kubectl ready'].map(title => `${host}: ${title}`),
      ),
      'w1: gather evidence',
      ...['nodes', 'get', 'workloads', 'controllers'].map(verb => `cp1: kubectl ${verb}`),
    ].toSorted(),
  );
});

test('hosts that have just been read are not read again', async () => {
  const read: string[] = [];
  const facts = known(machineFacts({hostname: 'as it was'}));
  const seen = new Map([[cp1, facts]]);
  const {observed} = await gathering(undefined, {seen, onFacts: host => read.push(host)}).observing;
  expect(read.toSorted()).toEqual(['cp2', 'w1']);
  expect(observed.hosts.get(cp1)).toBe(facts);
});

test('members are known by their own word, with hashes at one revision', async () => {
  const {members} = await gathering().observing;
  expect(members.get(cp1)).toMatchObject({
    known: true,
    value: {version: '3.6.16', term: '2', reads: true, learner: false, hash: {revision: '1', hash: '2816416'}},
  });
});

test('the API is known by its servers, nodes and workloads, and by whether secrets are encrypted', async () => {
  const {kube, observed} = await gathering().observing;
  expect(kube).toEqual({
    known: true,
    value: {
      servers: new Map([cp1, cp2, w1].map(host => [host, '1.36.3'])),
      nodes: [
        {
          name: 'cp1',
          ready: true,
          schedulable: false,
          troubles: ['DiskPressure'],
          kubelet: '1.36.3',
          internalIp: '',
        },
      ],
      control: known({now: new Date(1_796_008_843_120), leases: [], unobserved: [], probes: []}),
      systemPods: [],
      unseenPods: [],
      workloads: [{name: 'default/StatefulSet/web', hosts: ['cp1']}],
      secretsEncrypted: {known: true, value: true},
    },
  });
  expect(observed.kube.known).toBe(true);
});

test.each([
  ['"Count" : 0', undefined],
  ['"Count" : 3', false],
  ['encrypted\n"Count" : 3', true],
])('%s says of encryption: %s', async (said, value) => {
  const {kube} = await gathering((_, {title}) =>
    title === 'compare etcd' ? `== hash 0\n${HASH}\n== secrets 0\n${said}\n== end 0\n` : undefined,
  ).observing;
  expect(kube).toMatchObject({value: {secretsEncrypted: {known: true, value}}});
});

test('an unreachable host is unknown everywhere, and no other host', async () => {
  const {observed, hosts, members, links} = await gathering(unreachable('cp2')).observing;
  const why = {known: false, why: 'cp2: no route', failure: {code: 'hosts/unreachable', suggestions: []}};
  expect([observed.hosts.get(cp2), hosts.get(cp2), members.get(cp2), observed.apiReady.get(cp2)]).toMatchObject([
    why,
    why,
    why,
    why,
  ]);
  expect(hosts.get(cp1)).toMatchObject({known: true, value: {addresses: ['10.0.0.9']}});
  expect(links.filter(({from}) => from === cp2).map(({answer}) => answer)).toEqual(Array.from({length: 4}, () => why));
  expect(links.filter(({from}) => from === w1).map(({answer}) => answer.known)).toEqual([true, true]);
});

test('with every host away nothing is known, and nothing is thrown', async () => {
  const {observed, kube, members} = await gathering(unreachable('cp1', 'cp2', 'w1')).observing;
  expect([observed.etcd.known, observed.kube.known, kube.known]).toEqual([false, false, false]);
  expect([...members.values()].map(({known}) => known)).toEqual([false, false]);
});

test('a member that does not answer says why, and is not compared', async () => {
  const {observing, asked} = gathering((host, {title}) => (host === 'cp2' && title === 'ask etcd' ? DOWN : undefined));
  expect((await observing).members.get(cp2)).toEqual({
    known: false,
    why: 'Failed to get the status of endpoint https://127.0.0.1:2379 (context deadline exceeded)',
  });
  expect(asked).not.toContain('cp2: compare etcd');
});

test('a member that serves and reports no alarms list counts as unknown', async () => {
  const silent = LEADING_TWO.replace('== alarms 0\n', '== alarms 1\nError: context deadline exceeded\n');
  const {observing} = gathering((host, {title}) => (host === 'cp2' && title === 'ask etcd' ? silent : undefined));
  expect((await observing).members.get(cp2)).toEqual({
    known: false,
    why: 'does not report the alarms of etcd: Error: context deadline exceeded',
  });
});

test('a bug is rethrown, not taken for an unreachable host', async () => {
  const {observing} = gathering(() => {
    throw new TypeError('a bug');
  });
  await expect(observing).rejects.toThrow('a bug');
});
