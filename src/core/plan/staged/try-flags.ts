import type {Action} from '../../actions/action.js';
import type {DesiredCluster} from '../../model/desired.js';
import {etcdFlags} from '../../render/etcd/flags.js';
import {withExtra} from '../../render/flags.js';
import {UNITS} from '../../render/paths.js';
import type {PlanInput} from '../input.js';
import type {ComponentChange} from './component-change.js';

/** The flags of a member, as etcd of this version takes them. */
export const memberFlags = (
  member: DesiredCluster['etcd'][number],
  version: string,
  {extraArgs}: DesiredCluster,
): readonly string[] =>
  withExtra(etcdFlags(member, version), extraArgs.etcd).map(({name, value}) => `--${name}=${value}`);

/**
 * etcd can be started beside the member: what it refuses is known before the first file is written. It uses the
 * certificates of the host, so it is not tried where they are to be replaced.
 */
export function tryFlags(changes: readonly ComponentChange[], {desired, release}: PlanInput): readonly Action[] {
  return changes.flatMap(({host, set, puts}) => {
    const member = desired.etcd.find(each => each.host === host);
    const isNew = puts.some(each => each.kind === 'file/put' && each.path === `${UNITS}/etcd.service`);
    const renews = puts.some(({kind}) => kind === 'cert/issue');
    if (set !== 'etcd' || member === undefined || !isNew || renews) return [];
    const flags = memberFlags(member, release.versions.etcd, desired);
    return [{kind: 'etcd/smoke-test', host, path: '/opt/quorate/bin/etcd', flags} as const];
  });
}
