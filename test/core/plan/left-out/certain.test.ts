import {describe, expect, test} from 'vitest';
import {type Action, hostOf} from '../../../../src/core/actions/action.js';
import {unknown} from '../../../../src/core/model/fact.js';
import {hostName} from '../../../../src/core/model/names.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import type {PlanInput} from '../../../../src/core/plan/input.js';
import {participants} from '../../../../src/core/plan/left-out/participants.js';
import {planRun} from '../../../../src/core/plan/plan.js';
import {balanced, clusterConfig} from '../../../support/builders/config.js';
import {Planned, seeing} from '../situations.js';

const [cp3, w1, lb1] = ['cp3', 'w1', 'lb1'].map(hostName) as [
  ReturnType<typeof hostName>,
  ...ReturnType<typeof hostName>[],
];
const KUBELET_CONFIG = '/var/lib/kubelet/config.yaml';

const withoutFile =
  (path: string) =>
  (facts: HostFacts): HostFacts => ({...facts, files: new Map([...facts.files].filter(([each]) => each !== path))});

/** The plan with a host off; with noApi, no API server answers. */
function without(input: PlanInput, off: string, {noApi}: {readonly noApi: boolean}) {
  const hosts = new Map(
    [...input.observed.hosts].map(([name, facts]) => [name, name === off ? unknown(`${name}: no route`) : facts]),
  );
  const observed = {...input.observed, hosts, ...(noApi ? {kube: unknown('no API server is ready')} : {})};
  const permitted = {joinable: input.desired.hosts.map(({name}) => name), acceptDowntime: false};
  return planRun({...input, observed, ...participants(input.desired, observed, permitted)});
}

const pathsOn = ({plan}: ReturnType<typeof planRun>, host: string): readonly string[] =>
  plan
    .flatMap(({actions}): readonly Action[] => actions)
    .flatMap(action => (hostOf(action) === host && action.kind === 'file/put' ? [action.path] : []));

/** The file of a worker that names every control plane. */
const backendsFile = (input: PlanInput): string => {
  const address = input.desired.controlPlanes.find(({host}) => host === cp3)!.address;
  const all = planRun({...input, observed: {...input.observed, hosts: new Map(input.observed.hosts)}});
  expect(all.plan).toEqual([]);
  const fresh = seeing(input, w1!, facts => ({...facts, files: new Map()}));
  const [found] = planRun(fresh).plan.flatMap(({actions}) =>
    actions.flatMap(each =>
      each.kind === 'file/put' && each.host === w1 && each.text.includes(`${address}:6443`) ? [each.path] : [],
    ),
  );
  return found!;
};

describe('while it is unknown whether an unreachable control plane is part of the cluster', () => {
  test('files that name it are not written, and all others are', async () => {
    const input = await (await new Planned(clusterConfig('external')).broughtUp()).input();
    const backends = backendsFile(input);
    const damaged = seeing(seeing(input, w1!, withoutFile(backends)), w1!, withoutFile(KUBELET_CONFIG));
    const unclear = without(damaged, cp3, {noApi: true});
    expect(pathsOn(unclear, w1!)).toEqual([KUBELET_CONFIG]);
    expect(unclear.leftOut.stages).toMatchObject([{by: 'unknown', title: expect.stringMatching(/w1.*cp3/)}]);
    const clear = without(damaged, cp3, {noApi: false});
    expect(pathsOn(clear, w1!).toSorted()).toEqual([backends, KUBELET_CONFIG].toSorted());
    expect(clear.leftOut.stages).toEqual([]);
  });
});

test('a load balancer that is off changes nothing for the other hosts', async () => {
  const input = await (await new Planned(balanced()).broughtUp()).input();
  const {plan, leftOut} = without(input, lb1!, {noApi: false});
  expect(plan).toEqual([]);
  expect(leftOut.stages).toEqual([]);
  expect(leftOut.hosts).toMatchObject([{host: lb1, by: 'unreachable'}]);
});
