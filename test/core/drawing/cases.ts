import type {Diagnosis, LayoutView, QuorumStatus} from '../../../src/core/diagnosis/diagnosis.js';
import {changedHost, down, member, plannedExample, running, UP} from '../../support/pictured.js';

const verdict = (summary: string, numbers: Partial<QuorumStatus> = {}): QuorumStatus => ({
  quorate: 'yes',
  summary,
  voters: 3,
  healthy: 3,
  quorum: 2,
  tolerance: 1,
  ...numbers,
});

const planned = (name: string) => plannedExample(name, {worst: 2}).layout;
const stacked = running(planned('stacked'), 'cp2');

const healthy: Diagnosis = {
  cluster: 'stacked',
  verdict: verdict(
    'quorate: 3 of 3 voters, leader cp2; etcd and API servers tolerate the loss of any 1 host; clients of the endpoint 10.88.2.11:6443 (kubectl, CI) lose the API with cp1, nodes do not',
    {leader: 'cp2'},
  ),
  findings: [],
  layout: stacked,
  losses: plannedExample('stacked', {worst: 2}).losses,
};

/** cp1 is down, and the host that replaces it is a learner. */
const withLearner: Diagnosis = {
  cluster: 'stacked',
  verdict: verdict(
    'quorate, at risk: 2 of 3 voters, leader cp2; unhealthy: cp1; losing any of cp2 and cp3 blocks writes',
    {
      healthy: 2,
      tolerance: 0,
      leader: 'cp2',
    },
  ),
  findings: [
    {
      level: 'error',
      code: 'hosts/unreachable',
      host: 'cp1',
      message: 'cp1: cannot be read',
      evidence: ['connecting to root@10.88.2.11:22: no route to host', 'cp1: its etcd member does not answer'],
      fix: 'start cp1; if it is permanently gone: `quorate remove --lost cp1`',
    },
    {
      level: 'warning',
      code: 'hosts/swap-on',
      host: 'w1',
      message: 'w1: swap is enabled',
      evidence: [],
      fix: 'swapoff -a',
    },
    {
      level: 'note',
      code: 'drift/no-bundle',
      message: 'there is no bundle to compare files and versions with',
      evidence: ['/home/ada/.cache/quorate/bundle does not exist'],
      fix: 'quorate bundle build',
    },
  ],
  layout: addedTo(
    changedHost(stacked, 'cp1', {
      reachable: 'no',
      member: member('voter', down('does not answer')),
      controlPlane: {state: 'unknown', why: 'connecting to root@10.88.2.11:22: no route to host'},
      node: down('its Node is not ready'),
    }),
    'a',
    {
      name: 'cp4',
      address: '10.88.2.14',
      reachable: 'yes',
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
      summary: 'without cp2: etcd loses quorum',
    },
    {
      hosts: ['cp3', 'w1'],
      zone: 'c',
      writes: true,
      api: true,
      endpoint: true,
      workloads: [],
      summary: 'without zone c: etcd stays writable',
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
  verdict: verdict(
    'quorate: 3 of 3 voters, leader etcd2; etcd and API servers tolerate the loss of any 1 host; clients of the endpoint 10.88.3.11:6443 (kubectl, CI) lose the API with cp1, nodes do not',
    {leader: 'etcd2'},
  ),
  layout: running(planned('external'), 'etcd2'),
  losses: [],
};

const unmanaged: Diagnosis = {
  ...healthy,
  cluster: 'unmanaged',
  verdict: verdict(
    'quorate: 3 of 3 voters (unmanaged etcd), leader m1; no endpoint reaches m3; tolerates the loss of any 1 host',
    {leader: 'm1'},
  ),
  layout: {
    ...running(planned('unmanaged-etcd'), ''),
    unmanagedEtcd: {
      endpoints: ['https://10.88.13.41:2379', 'https://10.88.13.42:2379'],
      members: [
        {name: 'm1', ...member('leader')},
        {name: 'm2', ...member('voter')},
        {name: 'm3', ...member('voter', {state: 'unknown', why: 'no endpoint reaches it'})},
      ],
    },
  },
  losses: [],
};

const balanced: Diagnosis = {
  ...healthy,
  cluster: 'balanced',
  verdict: verdict(
    'quorate: 3 of 3 voters, leader cp2; etcd and API servers tolerate the loss of any 1 host; clients of the endpoint 10.88.4.100:6443 (kubectl, CI) lose the API with lb1, nodes do not',
    {leader: 'cp2'},
  ),
  layout: changedHost(running(planned('load-balancer'), 'cp2'), 'lb2', {
    loadBalancer: {...down('its unit is failed'), holdsAddress: false},
  }),
  losses: [],
};

const shared: Diagnosis = {
  ...healthy,
  cluster: 'machines',
  verdict: verdict(
    'quorate: 3 of 3 voters, leader cp2; tolerates the loss of any 1 host; API endpoint needs any 1 of 2 control planes',
    {leader: 'cp2'},
  ),
  layout: changedHost(running(planned('three-machines'), 'cp2'), 'cp3', {
    virtualIp: {...down('its unit is failed'), holdsAddress: false},
  }),
  losses: [],
};

const UGLY = '"><script>alert(1)</script><img src=x onerror=alert(2)>';

/** Texts of a host or an unmanaged etcd that try to control the browser or the terminal of the reader. */
const hostile: Diagnosis = {
  cluster: `bad${UGLY}`,
  verdict: verdict(`quorate: 3 of 3 voters, leader ${UGLY}; end]]>`),
  findings: [
    {
      level: 'error',
      code: 'etcd/member-down',
      host: UGLY,
      message: `${UGLY}: its etcd member says "no" & 'never'`,
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
            reachable: 'yes',
            member: member('leader', down(`${UGLY} \u001b]0;title\u0007 %s ${'word '.repeat(60)}`)),
            controlPlane: UP,
          },
        ],
      },
      {
        hosts: [
          {
            name: 'end',
            address: '10.0.0.1',
            reachable: 'yes',
            node: down('subgraph "x"]; click a href "javascript:1"'),
          },
        ],
      },
    ],
    unmanagedEtcd: {endpoints: [], members: [{name: `${UGLY}\u001b[1m`, ...member('learner')}]},
  },
  losses: [
    {hosts: [UGLY], writes: true, api: false, endpoint: true, workloads: [`${UGLY}/Deployment/x`], summary: UGLY},
  ],
};

export const CASES: Readonly<Record<string, Diagnosis>> = {
  stacked: healthy,
  'one-down-with-a-learner': withLearner,
  external,
  'unmanaged-etcd': unmanaged,
  'load-balancer': balanced,
  'three-machines': shared,
  planned: plannedExample('stacked', {zones: ['a'], worst: 2}),
  hostile,
};
