import {describe, expect, test} from 'vitest';
import {ARCHES, type Arch, type Artifact} from '../../src/core/artifacts/bundle.js';
import {Failure} from '../../src/core/failure.js';
import {unknown} from '../../src/core/model/fact.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {Scenario} from '../scenario/run.js';
import {small} from '../scenario/small.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';

/** A running cluster of one control plane. */
async function built(): Promise<{scenario: Scenario; cluster: MemoryCluster}> {
  const scenario = small('stacked');
  const cluster = scenario.fresh();
  await scenario.run(init, cluster);
  return {scenario, cluster};
}

describe('a dry run', () => {
  test('on new hosts returns the plan and changes nothing', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    const {plan, ran} = await scenario.run(apply, cluster, {dryRun: true});
    expect(ran).toBe(false);
    expect(plan.length).toBeGreaterThan(5);
    expect(cluster.operations).toEqual([]);
  });

  test('returns the plan that a run executes', async () => {
    const scenario = small('stacked');
    const shown = await scenario.run(init, scenario.fresh(), {dryRun: true});
    const done = await scenario.run(init, scenario.fresh());
    expect(done.ran).toBe(true);
    expect(done.plan).toEqual(shown.plan);
  });

  test('of a complete cluster returns an empty plan', async () => {
    const {scenario, cluster} = await built();
    expect(await scenario.run(init, cluster.newProcess(), {dryRun: true})).toMatchObject({
      plan: [],
      ran: false,
      warnings: [],
    });
  });
});

describe('a run', () => {
  test('of a complete cluster changes nothing', async () => {
    const {scenario, cluster} = await built();
    const again = cluster.newProcess();
    expect(await scenario.run(init, again)).toMatchObject({ran: false, plan: []});
    expect(again.operations).toEqual([]);
  });

  test('plans again under the lock when another run held the lock since its observation', async () => {
    const {scenario, cluster} = await built();
    const joins = join([hostName('w1')]);
    const alone = cluster.newProcess();
    await scenario.run(joins, alone);
    const joining = cluster.newProcess();
    joining.undisturbed = false;
    let observations = 0;
    const observed = joining.observed.bind(joining);
    joining.observed = async desired => {
      if (++observations === 2) {
        // The other run does everything.
        joining.undisturbed = true;
        await scenario.run(joins, joining);
      }
      return observed(desired);
    };
    expect(await scenario.run(joins, joining)).toMatchObject({ran: true});
    expect(joining.operations).toEqual(alone.operations);
  });

  test('fails with run/not-converged when its second plan is not empty', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    let observations = 0;
    const observed = cluster.observed.bind(cluster);
    cluster.observed = async desired => {
      // A file is deleted during the run.
      if (++observations === 2) cluster.world.disk(hostName('cp1')).files.delete('/etc/kubernetes/audit-policy.yaml');
      return observed(desired);
    };
    await expect(scenario.run(init, cluster)).rejects.toMatchObject({
      code: 'run/not-converged',
      message: expect.stringContaining('still pending: Run the control plane on cp1 ('),
    });
    expect(observations).toBe(2);
  });

  test('waits for an API server that is not ready in its last observation', async () => {
    const scenario = small('stacked');
    const cluster = scenario.fresh();
    let observations = 0;
    const observed = cluster.observed.bind(cluster);
    cluster.observed = async desired => {
      const seen = await observed(desired);
      return ++observations === 2 ? {...seen, apiReady: new Map([[hostName('cp1'), unknown('no answer')]])} : seen;
    };
    expect(await scenario.run(init, cluster)).toMatchObject({ran: true});
  });

  test('changes no host that the verb does not permit to join', async () => {
    const {cluster} = await built();
    const touched = new Set(cluster.operations.map(operation => operation.split(':')[0]));
    expect([...touched].filter(host => host?.startsWith('w'))).toEqual([]);
  });

  test('repairs drift on hosts that are part of the cluster', async () => {
    const {scenario, cluster} = await built();
    await scenario.run(join([hostName('w1')]), cluster);
    cluster.world.disk(hostName('w1')).files.delete('/var/lib/kubelet/config.yaml');
    const {plan} = await scenario.run(init, cluster);
    expect(new Set(plan.flatMap(({actions}) => actions).map(({kind}) => kind))).toEqual(
      new Set([
        ...['files/keep', 'file/put', 'service/run', 'service/await-stable', 'node/await-ready', 'files/forget'],
      ]),
    );
  });
});

test('all artifacts of a plan are verified once before the first change', async () => {
  const scenario = new Scenario(clusterConfig());
  const cluster = scenario.fresh();
  const verified: Artifact[] = [];
  const verify = async (artifacts: readonly Artifact[]): Promise<void> => {
    verified.push(...artifacts);
    throw new Failure('artifacts/digest-mismatch', 'kubelet differs from the manifest');
  };
  await expect(scenario.run(apply, cluster, {verify})).rejects.toMatchObject({code: 'artifacts/digest-mismatch'});
  expect(cluster.operations).toEqual([]);
  const names = verified.map(({name}) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(names).toEqual(expect.arrayContaining(['kubelet', 'etcd', 'coredns']));
});

describe('on hosts of two architectures, apply', () => {
  const w1 = hostName('w1');
  const mixed = (arches?: readonly Arch[]) => {
    const scenario = new Scenario(clusterConfig(), arches);
    const cluster = scenario.fresh();
    cluster.world.disk(w1).arch = 'arm64';
    return {scenario, cluster};
  };

  test('installs on each host the binaries and images of its own architecture', async () => {
    const {scenario, cluster} = mixed(ARCHES);
    const verified: Artifact[] = [];
    await scenario.run(apply, cluster, {verify: async artifacts => void verified.push(...artifacts)});
    const archesOn = (host: string) => {
      const files = [...cluster.world.disk(hostName(host)).files].filter(([path]) =>
        /^\/opt\/quorate\/[^/]+\/\d/.test(path),
      );
      expect(files.length).toBeGreaterThan(10);
      return new Set(files.map(([, {content}]) => content.toString().split(' ')[1]));
    };
    expect([archesOn('cp1'), archesOn('w1')]).toEqual([new Set(['amd64']), new Set(['arm64'])]);
    expect(
      verified
        .filter(({name}) => name === 'kubelet')
        .map(({arch}) => arch)
        .toSorted(),
    ).toEqual(ARCHES);
    expect(verified.filter(({name}) => name === 'etcd').map(({arch}) => arch)).toEqual(['amd64']);
    expect((await scenario.run(apply, cluster)).ran).toBe(false);
  });

  test('is refused before the first change if one of them has no binaries', async () => {
    const {scenario, cluster} = mixed();
    await expect(scenario.run(apply, cluster)).rejects.toMatchObject({
      code: 'preflight/findings',
      message: expect.stringMatching(/\[ERROR Architecture\]: w1: .*arm64.*amd64$/),
      suggestions: [expect.stringContaining('`quorate bundle fetch --kubernetes 1.36.3 --arch arm64`')],
    });
    expect(cluster.operations).toEqual([]);
  });
});
