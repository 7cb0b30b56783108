import {readdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {inject} from 'vitest';
import {remnantsOf} from '../../../src/lab/hosts/index.js';
import {succeed} from './cli.js';
import type {LabCluster} from './cluster.js';

/**
 * New hosts for this test file and those after it. Two labs are never up at the same time.
 *
 * @param up creates the lab, if it has more hosts than the configuration.
 */
export async function freshHosts(
  cluster: LabCluster,
  up: () => Promise<unknown> = () => succeed(['lab', 'up', '-c', cluster.file]),
): Promise<void> {
  await leaveOthers(cluster);
  await succeed(['bundle', 'build']);
  await cluster.lab.down();
  await up();
  await writeFile(join(inject('labs'), cluster.lab.name), cluster.file);
}

/** The cluster of the previous test file, or a new one. */
export async function livingCluster(cluster: LabCluster): Promise<void> {
  const there = await readdir(inject('labs'));
  if (!there.includes(cluster.lab.name)) await freshHosts(cluster);
  await succeed(['apply', '-c', cluster.file]);
}

async function leaveOthers({lab}: LabCluster): Promise<void> {
  const folder = inject('labs');
  for (const name of await readdir(folder)) {
    if (name !== lab.name) await (await remnantsOf(name)).down();
    await rm(join(folder, name));
  }
}
