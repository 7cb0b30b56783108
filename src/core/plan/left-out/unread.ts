import type {DesiredCluster} from '../../model/desired.js';
import type {ObservedCluster} from '../../model/observed.js';
import type {LeftOut} from './left-out.js';

/** What a run leaves out that does nothing on hosts that cannot be read, and needs nothing of them. */
export const unreadHosts = (
  {hosts}: Pick<DesiredCluster, 'hosts'>,
  observed: Pick<ObservedCluster, 'hosts'>,
): LeftOut => ({
  hosts: hosts.flatMap(({name}) => {
    const facts = observed.hosts.get(name);
    return facts?.known === true ? [] : [{host: name, by: 'unreachable', because: facts?.why ?? 'was not asked'}];
  }),
  stages: [],
});
