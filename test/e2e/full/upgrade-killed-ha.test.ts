import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {apiClient} from '../support/client.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {FURTHER_APART, killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, oracle} from '../support/oracle.js';
import {outages} from '../support/outage.js';
import {EXTERNAL, STACKED} from '../support/topology.js';
import {buildBoth, TO} from '../support/upgrading.js';

const CASES = [
  {topology: 'stacked', about: {...STACKED, network: '10.88.21'}},
  {topology: 'external', about: {...EXTERNAL, network: '10.88.22'}},
];
describe.each(CASES)('an upgrade, $topology, killed repeatedly,', ({topology, about}) => {
  let file: string;
  let cluster: LabCluster;

  beforeAll(async () => {
    await buildBoth();
    file = await changedExample(topology, asLab(`killed-${topology}`, about.network));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);

  afterAll(async () => {
    await succeed(['lab', 'down', '-c', file]);
    await rm(dirname(file), {recursive: true});
  });

  test('completes, serves between the kills, and loses no write', async () => {
    const upgrade = ['upgrade', '-c', file, '--to', TO.kubernetes];
    await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
    // One member or one API server may have been interrupted in the middle of its restart; the others serve.
    const addresses = Object.values(about.controlPlanes).map(number => `${about.network}.${number}`);
    const api = await apiClient(cluster, 'cp1', addresses);
    const serves = () =>
      eventually('the API answers', () => api.ask('/api/v1/namespaces/default/configmaps/before'), 10_000);
    const kills = await killedUntilDone(upgrade, 40, serves, FURTHER_APART);
    console.log(`${topology}: an upgrade was killed ${kills} times on its way`);
    api.close();
    expect(kills).toBeGreaterThanOrEqual(10);
    await outages(cluster, about).backAgain();
    await oracle(cluster, upgrade, about.nodes, Object.keys(about.members));
    const kept = await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}']);
    expect(kept).toBe('kept');
    const versions = await cluster.kubectl([
      'get',
      'nodes',
      '-o',
      'jsonpath={.items[*].status.nodeInfo.kubeletVersion}',
    ]);
    expect(versions.split(' ')).toEqual(about.nodes.map(() => `v${TO.kubernetes}`));
    expect(await cluster.kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].spec.unschedulable}'])).toBe('');
    await nothingFound(file);
  });
});
