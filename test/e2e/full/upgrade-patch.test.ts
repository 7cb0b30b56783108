import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, describe, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {EXTERNAL, STACKED} from '../support/topology.js';
import {goesToTheEnd} from '../support/upgrade-drills.js';
import {type Upgrading, upgrading} from '../support/upgrading.js';

const OLD = {kubernetes: '1.36.1', etcd: '3.5.35'};
const NEW = {kubernetes: '1.36.3', etcd: '3.6.16'};
const CASES = [
  {topology: 'stacked', about: {...STACKED, network: '10.88.17'}},
  {topology: 'external', about: {...EXTERNAL, network: '10.88.18'}},
];

describe.each(CASES)(
  'a cluster, $topology, that goes to a newer patch of Kubernetes and from etcd 3.5 to 3.6',
  ({topology, about}) => {
    let file: string;
    let drill: Upgrading;

    beforeAll(async () => {
      for (const {kubernetes, etcd} of [OLD, NEW])
        await succeed(['bundle', 'build', '--kubernetes', kubernetes, '--etcd', etcd]);
      file = await changedExample(topology, text =>
        asLab(
          `patch-${topology}`,
          about.network,
        )(text).replace(
          /kubernetesVersion: .*/,
          `kubernetesVersion: "${OLD.kubernetes}"\n  etcd:\n    version: "${OLD.etcd}"`,
        ),
      );
      const cluster = await labCluster(file);
      await freshHosts(cluster);
      await succeed(['apply', '-c', file]);
      drill = await upgrading(cluster, about);
    }, 3_600_000);

    afterAll(async () => {
      drill?.close();
      await succeed(['lab', 'down', '-c', file]);
      await rm(dirname(file), {recursive: true});
    });

    test('the upgrade completes without a lost write or a failed read', () =>
      goesToTheEnd(drill, ['--to', NEW.kubernetes, '--etcd', NEW.etcd], NEW));
  },
);
