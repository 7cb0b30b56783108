import {beforeAll, describe, expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import {unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {PlanInput} from '../../../src/core/plan/input.js';
import {clusterConfig} from '../../support/builders/config.js';
import {Planned, planOf, seeing} from './situations.js';

const config = {
  ...clusterConfig('stacked'),
  artifacts: {source: 'mirror', mirror: 'https://files.example.com/k8s'} as const,
};
const w1 = hostName('w1');
const TO = {kubernetesVersion: '1.37.2'};
const ROLLOUT = {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 60};

const transfers = (input: PlanInput) =>
  planOf(input).flatMap(({title, order, actions}) => {
    const kinds = new Map<string, number>();
    for (const action of actions)
      if (action.kind === 'artifact/fetch' || action.kind === 'artifact/install') {
        const key = `${action.host} ${action.kind.replace('artifact/', '')}`;
        kinds.set(key, (kinds.get(key) ?? 0) + 1);
      }
    return kinds.size === 0
      ? []
      : [`${title} (${order}): ${[...kinds].map(([key, count]) => `${key} ${count}`).join(', ')}`];
  });
const on = (input: PlanInput, host: string): readonly Action[] =>
  planOf(input).flatMap(({actions}) => actions.filter(action => 'host' in action && action.host === host));

describe('on empty hosts', () => {
  let input: PlanInput;
  beforeAll(async () => {
    input = await new Planned(config).input();
  });

  test('every host downloads, from the URL of the mirror', () => {
    expect(on(input, 'w1').find(each => each.kind === 'artifact/fetch' && each.artifact === 'kubelet')).toMatchObject({
      url: 'https://files.example.com/k8s/dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet',
      version: '1.36.3',
      path: '/opt/quorate/kubernetes/1.36.3/bin/kubelet',
    });
    expect(on(input, 'w1').some(({kind}) => kind === 'artifact/install')).toBe(false);
  });

  test('a host without tar downloads what is in no archive, and the rest is uploaded after it', () => {
    const commands = ['wget'];
    const kinds = on(
      seeing(input, w1, facts => ({...facts, commands})),
      'w1',
    ).flatMap(each => (each.kind === 'artifact/fetch' || each.kind === 'artifact/install' ? [each] : []));
    const [fetched, uploaded] = [
      kinds.filter(({kind}) => kind === 'artifact/fetch').map(({artifact}) => artifact),
      kinds.filter(({kind}) => kind === 'artifact/install'),
    ];
    expect(fetched.toSorted()).toEqual(['coredns', 'kube-proxy', 'kubelet', 'pause', 'runc']);
    expect(kinds.slice(fetched.length)).toEqual(uploaded);
    expect(uploaded.every(each => 'because' in each && each.because === 'no-tar')).toBe(true);
  });

  test('a host that cannot use the source gets its files by upload', () => {
    const problem = {url: 'https://files.example.com/k8s/x', reason: 'dns', detail: ''} as const;
    const told = {...input, observed: {...input.observed, sourceProblems: new Map([[w1, [problem]]])}};
    expect(on(told, 'w1').some(({kind}) => kind === 'artifact/fetch')).toBe(false);
    expect(on(told, 'cp1').some(({kind}) => kind === 'artifact/install')).toBe(false);
  });
});

describe('in a running cluster', () => {
  let running: PlanInput;
  let upgraded: PlanInput;
  beforeAll(async () => {
    const planned = await new Planned(config).broughtUp();
    running = await planned.input();
    upgraded = await planned.input(TO);
  });

  test('nothing is downloaded again', () => {
    expect(planOf(running)).toEqual([]);
  });

  test('an upgrade downloads on the members of etcd one at a time', () => {
    expect(transfers({...upgraded, rollout: ROLLOUT})).toEqual([
      expect.stringMatching(/^Install binaries and images \(parallel\): w1 fetch \d+(, w\d fetch \d+)*$/),
      expect.stringMatching(
        /^Install on the etcd hosts, one at a time \(serial\): cp1 fetch \d+, cp2 fetch \d+, cp3 fetch \d+$/,
      ),
    ]);
  });

  test('a run that keeps versions downloads no other version', () => {
    expect(transfers(upgraded)).toEqual([]);
  });

  test('while the state of etcd is unknown, its hosts download one at a time', () => {
    const {observed} = running;
    const hosts = [...observed.hosts.keys()].reduce<PlanInput>(
      (input, host) => seeing(input, host, facts => ({...facts, files: new Map()})),
      {...running, observed: {...observed, etcd: unknown('no member answers')}},
    );
    expect(transfers(hosts)[1]).toMatch(/^Install on the etcd hosts, one at a time \(serial\): cp1 fetch/);
  });
});
