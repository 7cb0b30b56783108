import {describe, expect, test} from 'vitest';
import {FORMER_FLANNEL_USER} from '../../src/core/model/flannel-user.js';
import {hostName} from '../../src/core/model/names.js';
import {flannelAccess} from '../../src/core/render/kube/flannel.js';
import {type KubeObject, objectKey} from '../../src/core/render/kube/object.js';
import {KUBECONFIG} from '../../src/core/render/paths.js';
import {apply} from '../../src/workflows/apply.js';
import type {Killed, MemoryCluster} from '../support/memory-cluster.js';
import {small} from './small.js';

const UNIT = 'flanneld.service';
const [BINDING] = flannelAccess()
  .filter(({kind}) => kind === 'ClusterRoleBinding')
  .map(objectKey) as [string];

const scenario = small('stacked');

/** A cluster as earlier versions made it: one user for all flannelds, bound by its name, and no policy. */
async function former(): Promise<MemoryCluster> {
  const made = scenario.fresh();
  await scenario.run(apply, made);
  const {objects} = made.world;
  for (const object of flannelAccess()) objects.delete(objectKey(object));
  objects.set(BINDING, bindingOf([{kind: 'User', name: FORMER_FLANNEL_USER}]));
  for (const disk of disksOf(made)) {
    disk.put(KUBECONFIG.flannel, Buffer.from('of the user flannel'), '600');
    disk.start(UNIT, new Set());
  }
  return made;
}

const bindingOf = (subjects: readonly object[]): KubeObject => {
  const binding = flannelAccess().find(object => objectKey(object) === BINDING)!;
  return {
    ...binding,
    subjects: subjects.map(subject => ({apiGroup: 'rbac.authorization.k8s.io', ...subject})),
  };
};

const disksOf = ({world}: MemoryCluster) =>
  scenario.desired.nodes.map(({host}) => world.disk(host)).filter(disk => disk.files.has(KUBECONFIG.flannel));

/** Users of flannelds that run, to which no role is bound. A unit that was not restarted still has its former file. */
function unpermitted(cluster: MemoryCluster): readonly string[] {
  const bound = boundIn(cluster);
  return disksOf(cluster).flatMap(disk => {
    const isFormer = disk.text(KUBECONFIG.flannel)?.startsWith('of the user') === true;
    const used = disk.isFresh(UNIT) ? [isFormer ? 'User' : 'Group'] : ['User', 'Group'];
    return used.filter(kind => !bound.includes(kind));
  });
}

const boundIn = ({world}: MemoryCluster): readonly string[] =>
  (world.objects.get(BINDING)!.subjects as {kind: string}[]).map(({kind}) => kind);

describe('apply gives each flanneld a user of its own', {timeout: 120_000}, () => {
  test('and at no moment, and after no kill, runs one without its role', async () => {
    const kills: Killed[] = [];
    const cluster = (await former()).watched(killed => kills.push(killed));
    await scenario.run(apply, cluster);
    expect(kills.length).toBeGreaterThan(8);
    const wrong = kills.flatMap(({when, operation, left}) =>
      unpermitted(left).map(kind => `${when} ${operation}: ${kind} is not bound`),
    );
    expect(wrong).toEqual([]);
    expect(boundIn(cluster)).toEqual(['Group']);
    expect((await scenario.everyKill(apply, await former())).diverged).toEqual([]);
  });

  test('and no policy is missing when the group is bound', async () => {
    const kills: Killed[] = [];
    await scenario.run(
      apply,
      (await former()).watched(killed => kills.push(killed)),
    );
    const policies = flannelAccess().filter(({kind}) => kind.startsWith('Validating'));
    const unlimited = kills.filter(
      ({left}) =>
        boundIn(left).includes('Group') && policies.some(policy => !left.world.objects.has(objectKey(policy))),
    );
    expect(unlimited.map(({when, operation}) => `${when} ${operation}`)).toEqual([]);
  });

  test('while a host is unreachable, the user that it may still use keeps its role', async () => {
    const cluster = await former();
    cluster.world.unreachable.add(hostName('w2'));
    await scenario.run(apply, cluster).catch(() => undefined);
    expect(boundIn(cluster).toSorted()).toEqual(['Group', 'User']);
    expect(unpermitted(cluster)).toEqual([]);

    cluster.world.unreachable.clear();
    await scenario.run(apply, cluster);
    expect(boundIn(cluster)).toEqual(['Group']);
  });

  test('within a limit as well, and the other hosts keep theirs', async () => {
    const cluster = await former();
    await scenario.run(apply, cluster, {limit: [hostName('w1')]});
    expect(boundIn(cluster).toSorted()).toEqual(['Group', 'User']);
    expect(unpermitted(cluster)).toEqual([]);
    expect(cluster.world.disk(hostName('w2')).text(KUBECONFIG.flannel)).toContain('of the user');
  });
});
