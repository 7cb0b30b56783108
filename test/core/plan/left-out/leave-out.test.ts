import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {type Action, hostOf} from '../../../../src/core/actions/action.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {unknown} from '../../../../src/core/model/fact.js';
import {hostName} from '../../../../src/core/model/names.js';
import type {PlanInput} from '../../../../src/core/plan/input.js';
import type {LeftOutHost} from '../../../../src/core/plan/left-out/left-out.js';
import {participants} from '../../../../src/core/plan/left-out/participants.js';
import {planRun} from '../../../../src/core/plan/plan.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {Planned} from '../situations.js';

/** What changes in the configuration. */
const CHANGES: Readonly<Record<string, (config: ClusterConfig) => Partial<ClusterConfig>>> = {
  nothing: () => ({}),
  'a label': ({hosts}) => ({hosts: hosts.map(host => ({...host, labels: {...host.labels, 'example.com/rack': 'r1'}}))}),
  'a flag of etcd': ({extraArgs}) => ({
    extraArgs: {...extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]},
  }),
  'a flag of the API server': ({extraArgs}) => ({
    extraArgs: {...extraArgs, 'kube-apiserver': [{name: 'v', value: '3'}]},
  }),
  'a flag of the kubelet': ({extraArgs}) => ({extraArgs: {...extraArgs, kubelet: [{name: 'v', value: '3'}]}}),
};

const actionsOf = ({plan}: ReturnType<typeof planRun>): readonly Action[] =>
  plan.flatMap(({actions, rollback = [], finally: cleanup = []}) => [...actions, ...rollback, ...cleanup]);

describe.each(['stacked', 'external'] as const)('%s etcd', place => {
  const config = clusterConfig(place);
  const names = config.hosts.map(({name}) => name);
  const inputs = new Map<string, PlanInput>();
  beforeAll(async () => {
    const planned = await new Planned(config).broughtUp();
    for (const [change, of] of Object.entries(CHANGES)) inputs.set(change, await planned.input(of(config)));
  });

  /** The plan without these hosts: they cannot be read, or are outside of a limit. */
  const without = (change: keyof typeof CHANGES, off: readonly string[], by: LeftOutHost['by'] = 'unreachable') => {
    const input = inputs.get(change)!;
    const isOff = (host: string) => by === 'unreachable' && off.includes(host);
    const {etcd} = input.observed;
    const observed: PlanInput['observed'] = {
      ...input.observed,
      hosts: new Map(
        [...input.observed.hosts].map(([name, facts]) => [name, isOff(name) ? unknown('no route') : facts]),
      ),
      ...(etcd.known && etcd.value.is === 'formed'
        ? {
            etcd: {
              known: true,
              value: {
                ...etcd.value,
                members: etcd.value.members.map(each => (isOff(each.host ?? '') ? {...each, healthy: false} : each)),
              },
            },
          }
        : {}),
    };
    const found = participants(input.desired, observed, {
      joinable: names,
      acceptDowntime: false,
      ...(by === 'limit' ? {limit: names.filter(name => !off.includes(name))} : {}),
    });
    return {input, run: planRun({...input, ...found, observed})};
  };

  test('no action is for a host that is left out, whatever changes and whatever is off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(CHANGES)),
        fc.constantFrom(...names),
        fc.constantFrom('unreachable', 'limit'),
        (change, off, by) => {
          const {run} = without(change, [off], by as LeftOutHost['by']);
          expect(actionsOf(run).filter(action => hostOf(action) === off)).toEqual([]);
          expect(run.leftOut.hosts.map(({host}) => host)).toEqual([off]);
        },
      ),
      {numRuns: 15},
    );
  });

  test.each(Object.keys(CHANGES))('with a worker off, all else is planned as without it: %s', change => {
    const {input, run} = without(change, ['w1']);
    expect(run.leftOut.stages).toEqual([]);
    expect(actionsOf(run)).toEqual(actionsOf(planRun(input)).filter(action => hostOf(action) !== 'w1'));
  });

  const member = place === 'stacked' ? 'cp3' : 'etcd3';
  test.each([
    ['nothing', []],
    ['a label', []],
    ['a flag of the API server', []],
    ['a flag of the kubelet', []],
    ['a flag of etcd', [1, 2].map(n => `Restart etcd on ${place === 'stacked' ? 'cp' : 'etcd'}${n}`)],
  ] as const)('with a voter off, %s in the configuration leaves out only stages of etcd', (change, stages) => {
    const {run} = without(change, [member]);
    expect(run.leftOut.stages.map(({title}) => title)).toEqual(stages);
    expect(run.plan.some(({requires}) => requires !== undefined)).toBe(false);
  });

  test('with all voters there, no restart is left out because of a limit', () => {
    const first = place === 'stacked' ? 'cp1' : 'etcd1';
    const {run} = without(
      'a flag of etcd',
      names.filter(name => name !== first),
      'limit',
    );
    expect(run.leftOut.stages).toEqual([]);
    expect(run.plan.flatMap(({requires}) => requires?.kind ?? [])).toEqual(['restart']);
    expect(new Set(actionsOf(run).flatMap(action => hostOf(action) ?? []))).toEqual(new Set([hostName(first)]));
  });
});
