import type {Finding} from '../cluster/finding.js';
import type {EtcdMarker, ObservedCluster} from '../cluster/observed.js';

/**
 * Nothing is where the configuration says that etcd is, but the hosts show that a cluster lives: its data are elsewhere.
 * Whoever starts afresh beside them has a second cluster, and the API servers forget the first.
 */
export function etcdElsewhere({etcd, apiReady, hosts}: ObservedCluster): readonly Finding[] {
  if (!etcd.known || etcd.value.is !== 'absent') return [];
  const serving = [...apiReady].filter(([, ready]) => ready.known && ready.value);
  const holding = [...hosts].filter(([, facts]) => facts.known && HOLDS_DATA.includes(facts.value.etcdMarker?.state));
  return [
    ...serving.map(([host]) => finding(`${host}: its API server is ready`)),
    ...holding.map(([host]) => finding(`${host}: holds a member of etcd`)),
  ];
}

/** What a marker says of a host that has, or may have, the data of a formed cluster. */
const HOLDS_DATA: readonly (EtcdMarker['state'] | undefined)[] = ['learner', 'member', 'leaving'];

const finding = (seen: string): Finding => ({
  code: 'etcd/elsewhere',
  level: 'error',
  message: `${seen}, but there is nothing yet where the configuration says that etcd is: the data of this cluster are elsewhere`,
  fix: 'name the etcd that this cluster lives in, by topology, hosts and spec.etcd.endpoints: data are not moved from one to another',
});
