import type {Action} from '../actions/action.js';
import {sha256} from '../model/digest.js';
import {ETCD_BOOTSTRAP_ENV, etcdBootstrapEnv} from '../render/etcd/bootstrap.js';
import {ETCD_MARKERS, etcdMarkerText} from '../render/etcd/marker.js';
import type {PlanInput} from './input.js';

/**
 * The files with which all members of a new cluster bootstrap from one static list; after an interruption they start
 * with the same list again. Once etcd is bootstrapped no member may bootstrap again, so nothing is planned.
 */
export function bootstrapFiles({desired, observed}: PlanInput): readonly Action[] {
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
