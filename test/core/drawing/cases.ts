import type {Diagnosis, LayoutView, QuorumStatus} from '../../../src/core/diagnosis/diagnosis.js';
import {changedHost, down, member, plannedExample, running, UP} from '../../support/pictured.js';

const verdict = (sentence: string, standing: Partial<QuorumStatus> = {}): QuorumStatus => ({
  quorate: 'yes',
  sentence,
  voters: 3,
  healthy: 3,
  quorum: 2,
  spare: 1,
  ...standing,
});

const planned = (name: string) => plannedExample(name, {worst: 2}).layout;
const stacked = running(planned('stacked'), 'cp2');

const healthy: Diagnosis = {
  cluster: 'stacked',
  verdict: verdict('quorate: 3 of 3 voters, leader cp2; survives the loss of any 1 host', {leader: 'cp2'}),
  findings: [],
  layout: stacked,
  losses: plannedExample('stacked', {worst: 2}).losses,
};

/** cp1 has lost its power, and the host that is to take its place is no voter yet. */
const withLearner: Diagnosis = {
  cluster: 'stacked',
  verdict: verdict('quorate, at risk: 2 of 3 voters, leader cp2; without cp1; losing any of cp2 and cp3 stops writes', {
    healthy: 2,
    spare: 0,
    leader: 'cp2',
  }),
  findings: [
    {
      level: 'error',
      code: 'hosts/unreachable',
      host: 'cp1',
      message: 'cp1 cannot be reached',
      evidence: ['connecting to root@10.88.2.11:22: no route to host', 'cp1: its etcd member does not answer'],
      fix: 'ssh root@10.88.2.11; if it is lost for good: quorate remove --lost cp1',
    },
    {level: 'warning', code: 'hosts/swap-on', host: 'w1', message: 'w1: swap is on', evidence: [], fix: 'swapoff -a'},
    {
      level: 'note',
      code: 'drift/no-bundle',
      message: 'what lies on hosts was not compared with the bundle',
      evidence: ['/home/ada/.cache/quorate/bundle does not exist'],
      fix: 'quorate bundle build',
    },
  ],
  layout: addedTo(
    changedHost(stacked, 'cp1', {
      seen: 'no',
      member: member('voter', down('does not answer')),
      controlPlane: {state: 'unknown', why: 'connecting to root@10.88.2.11:22: no route to host'},
      node: down('its Node is not ready'),
    }),
    'a',
    {
      name: 'cp4',
      address: '10.88.2.14',
      seen: 'yes',
      member: member('learner'),
      controlPlane: down('its API server is not ready'),
    },
  ),
  losses: [
    {
      hosts: ['cp2'],
      writes: false,
      api: true,
      endpoint: false,
      workloads: ['default/Deployment/shop', 'kube-system/Deployment/coredns'],
      sentence: 'without cp2: writes stop',
    },
    {
      hosts: ['cp3', 'w1'],
      zone: 'c',
      writes: true,
      api: true,
      endpoint: true,
      workloads: [],
      sentence: 'without zone c: writes go on',
    },
  ],
};

function addedTo(layout: LayoutView, zone: string, host: LayoutView['zones'][number]['hosts'][number]): LayoutView {
  return {
    ...layout,
    zones: layout.zones.map(each => (each.name === zone ? {...each, hosts: [...each.hosts, host]} : each)),
  };
}

const external: Diagnosis = {
  ...healthy,
  cluster: 'external',
  verdict: verdict('quorate: 3 of 3 voters, leader etcd2; survives the loss of any 1 host', {leader: 'etcd2'}),
  layout: running(planned('external'), 'etcd2'),
  losses: [],
};

const unmanaged: Diagnosis = {
  ...healthy,
  cluster: 'unmanaged',
  verdict: verdict(
    'quorate: 3 of 3 voters of an etcd that somebody else runs, leader m1; no endpoint leads to m3; survives the loss of any 1 host',
    {leader: 'm1'},
  ),
  layout: {
    ...running(planned('unmanaged-etcd'), ''),
    store: {
      endpoints: ['https://10.88.13.41:2379', 'https://10.88.13.42:2379'],
      members: [
        {name: 'm1', ...member('leader')},
        {name: 'm2', ...member('voter')},
        {name: 'm3', ...member('voter', {state: 'unknown', why: 'no endpoint leads to it'})},
      ],
    },
  },
  losses: [],
};

const balanced: Diagnosis = {
  ...healthy,
  cluster: 'balanced',
  layout: changedHost(running(planned('load-balancer'), 'cp2'), 'lb2', {
    loadBalancer: {...down('its unit is failed'), holdsAddress: false},
  }),
  losses: [],
};

const UGLY = '"><script>alert(1)</script><img src=x onerror=alert(2)>';

/** What a host, or an etcd of somebody else, could say to take over the reader's browser or terminal. */
const hostile: Diagnosis = {
  cluster: `bad${UGLY}`,
  verdict: verdict(`quorate: 3 of 3 voters, leader ${UGLY}; end]]>`),
  findings: [
    {
      level: 'error',
      code: 'etcd/member-down',
      host: UGLY,
      message: `${UGLY}: its member says "no" & 'never'`,
      evidence: [
        UGLY,
        '\u001b[2J\u001b[31mred',
        'first\nsecond </style></svg>',
        '\u202etxt.exe',
        '\ud800',
        'a'.repeat(300),
      ],
      fix: `echo ${UGLY}`,
    },
  ],
  layout: {
    name: `bad${UGLY}`,
    kubernetesVersion: '1.36.3',
    endpoint: '[fd00:1234:5678:9abc:def0:1234:5678:9abc]:6443',
    zones: [
      {
        name: `${UGLY}"]`,
        hosts: [
          {
            name: `a-host-whose-name-is-as-long-as-a-name-of-a-host-may-be-${UGLY}`,
            address: 'fd00:1234:5678:9abc:def0:1234:5678:9abc',
            seen: 'yes',
            member: member('leader', down(`${UGLY} \u001b]0;title\u0007 %s ${'word '.repeat(60)}`)),
            controlPlane: UP,
          },
        ],
      },
      {
        hosts: [
          {name: 'end', address: '10.0.0.1', seen: 'yes', node: down('subgraph "x"]; click a href "javascript:1"')},
        ],
      },
    ],
    store: {endpoints: [], members: [{name: `${UGLY}\u001b[1m`, ...member('learner')}]},
  },
  losses: [
    {hosts: [UGLY], writes: true, api: false, endpoint: true, workloads: [`${UGLY}/Deployment/x`], sentence: UGLY},
  ],
};

export const CASES: Readonly<Record<string, Diagnosis>> = {
  stacked: healthy,
  'one-down-with-a-learner': withLearner,
  external,
  'unmanaged-etcd': unmanaged,
  'load-balancer': balanced,
  planned: plannedExample('stacked', {zones: ['a'], worst: 2}),
  hostile,
};
