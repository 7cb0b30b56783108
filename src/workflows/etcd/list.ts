import type {ClusterConfig} from '../../core/model/config.js';
import {known} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {type ListedSnapshot, listedSnapshot, newestFirst} from '../../core/snapshots/listed.js';
import {asFact} from '../../io/as-fact.js';
import {KEPT_SNAPSHOTS, keptSnapshots} from '../../io/etcd/kept-snapshots.js';
import {snapshotsIn} from '../../io/local/snapshot-list.js';
import {snapshotDirectory} from '../../io/local/snapshots.js';
import {hostScript} from '../../io/remote/host-script.js';
import type {Environment} from '../connect.js';
import {withEtcd} from './managed.js';

export interface SnapshotList {
  /** The newest first. */
  readonly snapshots: readonly ListedSnapshot[];
  /** Hosts that could not be asked: they may keep more. */
  readonly unknown: readonly {readonly host: HostName; readonly why: string}[];
}

/** The snapshots of this cluster on this machine and on its hosts, each verified by its digest. Only reads. */
export const listSnapshots = (config: ClusterConfig, environment: Environment): Promise<SnapshotList> =>
  withEtcd(config, environment, 'keep snapshots of it', async ({desired, connections, templates}) => {
    const folder = snapshotDirectory(environment.env, desired.name);
    const script = hostScript(templates, 'kept-snapshots');
    const hosts = desired.etcd.map(({host}) => host);
    const [here, there] = await Promise.all([
      snapshotsIn(folder),
      Promise.all(
        hosts.map(async host => ({
          host,
          answer: await asFact(async () => known(await keptSnapshots(host, connections.to(host), script).list())),
        })),
      ),
    ]);
    const snapshots = [
      ...here.map(each => listedSnapshot(each, {folder})),
      ...there.flatMap(({host, answer}) =>
        answer.known ? answer.value.map(each => listedSnapshot(each, {folder: KEPT_SNAPSHOTS, host})) : [],
      ),
    ].toSorted(newestFirst);
    const unknown = there.flatMap(({host, answer}) => (answer.known ? [] : [{host, why: answer.why}]));
    return {snapshots, unknown};
  });
