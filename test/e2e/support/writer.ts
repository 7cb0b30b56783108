import type {Asked, Client} from '../../../src/lab/client.js';
import {startWriter as start} from '../../../src/lab/writer.js';
import type {LabCluster} from './cluster.js';

export const startWriter = (cluster: LabCluster, worker: string, label: string, url?: string): Promise<Client> =>
  start(cluster.lab, 'cp1', worker, label, url);

/** The acknowledged names that the API does not have. */
export async function lost(cluster: LabCluster, {acknowledged}: Asked): Promise<readonly string[]> {
  const names = (await cluster.kubectl(['get', 'configmaps', '-o', 'name'])).split('\n');
  const there = new Set(names.map(name => name.replace('configmap/', '')));
  return acknowledged.filter(name => !there.has(name));
}
