import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {diagnosePlanned} from '../../../src/core/diagnosis/diagnose.js';
import type {EndpointStatus} from '../../../src/core/diagnosis/diagnosis.js';
import {endpointClauses, endpointStatus} from '../../../src/core/diagnosis/endpoint-verdict.js';
import {toJson} from '../../../src/core/diagnosis/json.js';
import {apiEndpoint} from '../../../src/core/diagnosis/simulation/endpoint.js';
import {type LossModel, plannedModel} from '../../../src/core/diagnosis/simulation/model.js';
import type {ClusterConfig, Role} from '../../../src/core/model/config.js';
import {balanced, clusterConfig, hostConfig, sharedEndpoint} from '../../support/builders/config.js';

const at = (host: string, port = 6443, topology: ClusterConfig['topology'] = 'stacked') =>
  clusterConfig(topology, {endpoint: {host, port}});
const withHost = (name: string, address: string, role: Role, config: ClusterConfig): ClusterConfig => ({
  ...config,
  hosts: [...config.hosts, hostConfig(name, address, role)],
});
/** Five voters, so that the cluster tolerates the loss of both load balancers. */
const five = () =>
  withHost('cp5', '10.0.0.15', 'control-plane', withHost('cp4', '10.0.0.14', 'control-plane', balanced()));
const cp1 = clusterConfig().hosts.find(({name}) => name === 'cp1')!.address;
const w1 = clusterConfig().hosts.find(({name}) => name === 'w1')!.address;

/** Does the verdict say without a condition that the cluster tolerates the loss of any host? */
const promises = (summary: string) => /; tolerates the loss of any \d+ hosts?(;|$)/.test(summary);

const CASES: readonly (readonly [
  what: string,
  config: ClusterConfig,
  up: EndpointStatus['up'],
  lostWith: EndpointStatus['lostWith'],
  promised: boolean,
])[] = [
  ['the address of a control plane', at(cp1), 'yes', [['cp1']], false],
  ['the same with etcd on other hosts', at(cp1, 6443, 'external'), 'yes', [['cp1']], false],
  ['another port of a control plane', at(cp1, 8443), 'yes', [['cp1']], false],
  ['the name of a control plane', at('cp1'), 'yes', [['cp1']], false],
  ['the address of a worker', at(w1), 'yes', [['w1']], false],
  ['one load balancer', withHost('lb1', '10.0.0.5', 'load-balancer', at('10.0.0.5')), 'yes', [['lb1']], false],
  [
    'a name of one load balancer',
    withHost('lb1', '10.0.0.5', 'load-balancer', at('api.test')),
    'yes',
    [['lb1']],
    false,
  ],
  ['a virtual IP of two load balancers', balanced(), 'yes', [], true],
  ['the same with more tolerance than load balancers', five(), 'yes', [['lb1', 'lb2']], false],
  ['a virtual IP of all control planes', sharedEndpoint(), 'yes', [], true],
  ['a name', at('api.golden.test'), 'unknown', [], false],
  ['an address of none of the hosts', at('10.9.9.9'), 'unknown', [], true],
];

describe('an API endpoint that is', () => {
  test.each(CASES)('%s: the verdict says what clients lose', (_, config, up, lostWith, promised) => {
    const {verdict} = toJson(diagnosePlanned(desire(config)));
    expect(verdict.endpoint).toMatchObject({up, lostWith});
    expect(promises(verdict.summary)).toBe(promised);
    for (const host of lostWith.flat()) expect(verdict.summary).toMatch(new RegExp(`lose the API with .*${host}`));
  });

  test.each(CASES)('%s: a failure simulation agrees with the verdict', (_, config, up, lostWith) => {
    const desired = desire(config);
    const {losses} = diagnosePlanned(desired, {lose: desired.hosts.map(({name}) => [name]), worst: 2});
    const lost = losses.filter(({hosts, api, endpoint}) => api && !endpoint && hosts.length === 1);
    expect(new Set(lost.flatMap(({hosts}) => hosts))).toEqual(new Set(lostWith.filter(set => set.length === 1).flat()));
    for (const {summary} of lost) expect(summary).toContain('its clients (kubectl, CI) lose the API, nodes do not');
    if (up === 'yes') expect(losses.map(({summary}) => summary).join()).not.toContain('leads to another');
  });
});

test('what a name leads to is a condition of the verdict and of the loss of a control plane', () => {
  const {verdict, losses} = diagnosePlanned(desire(at('api.golden.test')), {lose: [['cp1'], ['w1']]});
  expect(verdict.summary).toContain('if the name api.golden.test leads to more than 1 control plane');
  expect(losses.map(({summary}) => summary.includes('if api.golden.test leads to another control plane'))).toEqual([
    true,
    false,
  ]);
});

test('one control plane and a name: there is nothing to say of the endpoint', () => {
  const config = at('api.golden.test');
  const single = {...config, hosts: config.hosts.filter(({name}) => name !== 'cp2' && name !== 'cp3')};
  expect(diagnosePlanned(desire(single)).verdict.summary).not.toContain('api.golden.test');
});

describe('an API endpoint that is down', () => {
  const down = (config: ClusterConfig, hosts: readonly string[]): LossModel => {
    const [desired, planned] = [desire(config), plannedModel(desire(config))];
    return {
      ...planned,
      controlPlanes: planned.controlPlanes.map(each => ({...each, up: !hosts.includes(each.host)})),
      apiEndpoint: apiEndpoint(desired, host => !hosts.includes(host)),
    };
  };

  test.each([
    ['the API server that has it', at(cp1), ['cp1']],
    ['both load balancers', balanced(), ['lb1', 'lb2']],
  ])('without %s is said to be down', (_, config, hosts) => {
    const model = down(config, hosts);
    expect(endpointStatus(model)).toMatchObject({up: 'no', lostWith: []});
    expect(endpointClauses(model)).toEqual([expect.stringMatching(/^API endpoint .* is down: /)]);
  });

  test('is lost with the only control plane that keepalived runs on', () => {
    const model = down(sharedEndpoint(), ['cp2', 'cp3']);
    const etcdElsewhere: LossModel = {...model, etcd: 'given', voters: []};
    const servers = etcdElsewhere.controlPlanes.map(each => ({...each, up: true}));
    expect(endpointStatus({...etcdElsewhere, controlPlanes: servers})).toMatchObject({up: 'yes', lostWith: [['cp1']]});
  });
});
