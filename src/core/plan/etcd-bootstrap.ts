import {sha256} from '../model/digest.js';
import {ETCD_BOOTSTRAP_ENV, etcdBootstrapEnv} from '../render/etcd/bootstrap.js';
import {ETCD_MARKERS, etcdMarkerText} from '../render/etcd/marker.js';
import type {Action} from './action.js';
import type {PlanInput} from './input.js';

/**
 * What lets the members of a fresh cluster start from one static list, all together: a start that was cut off is
 * finished by starting again. Once a cluster is formed nothing may start afresh, so nothing is planned.
 */
export function etcdStart({desired, observed}: PlanInput): readonly Action[] {
  if (!observed.etcd.known || observed.etcd.value.is === 'formed') return [];
  return desired.etcd.flatMap(member => {
    const put = (path: string, text: string): Action => ({
      kind: 'file/put',
      host: member.host,
      path,
      mode: '600',
      digest: sha256(text),
      text,
    });
    return [
      ...ETCD_MARKERS.map(path => put(path, etcdMarkerText({state: 'forming'}))),
      put(ETCD_BOOTSTRAP_ENV, etcdBootstrapEnv(desired, member, 'new')),
    ];
  });
}
