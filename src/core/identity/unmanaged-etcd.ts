import type {EtcdId} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';

/** The id of the etcd cluster in spec.etcd.endpoints, where all endpoints that answer agree; undefined otherwise. */
export function unmanagedEtcdClusterId({store}: ObservedCluster): EtcdId | undefined {
  const ids = new Set(
    (store?.answers ?? []).flatMap(answer => (answer.is === 'etcd' ? [answer.status.clusterId] : [])),
  );
  return ids.size === 1 ? [...ids][0] : undefined;
}
