import type {EtcdId} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';

/** The cluster id of spec.etcd.endpoints if all endpoints that answer agree; undefined otherwise. */
export function unmanagedEtcdClusterId({unmanagedEtcd}: ObservedCluster): EtcdId | undefined {
  const ids = new Set(
    (unmanagedEtcd?.answers ?? []).flatMap(answer => (answer.is === 'etcd' ? [answer.status.clusterId] : [])),
  );
  return ids.size === 1 ? [...ids][0] : undefined;
}
