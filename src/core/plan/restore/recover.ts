import {isDue} from '../../actions/action.js';
import {oldName, removedMarker} from '../../actions/restore.js';
import type {HostName} from '../../model/names.js';
import type {Plan} from '../stage.js';
import {stageOf} from '../stages.js';
import type {RestoreInput} from './input.js';
import {everyHost} from './members.js';

/**
 * Makes sure that no other member ever starts with its old data: it would speak for a cluster that has another future. Of
 * hosts that can be read.
 *
 * @param from the member that the cluster is recovered from.
 */
export function planFence(input: Pick<RestoreInput, 'desired' | 'observed' | 'now' | 'data'>, from: HostName): Plan {
  const others = everyHost(input).filter(
    ({member: {host}, marker}) => host !== from && (marker !== undefined || input.data.get(host)?.hasMember === true),
  );
  const actions = others.flatMap(({member: {host}, marker, facts}) => {
    const {state} = {...marker};
    const mark = {kind: 'restore/mark', host, marker: removedMarker(marker)} as const;
    const hasData = input.data.get(host)?.hasMember === true;
    const isRemoved = state === 'removed' && !isDue(mark, input);
    return [
      ...(isRemoved ? [] : [mark]),
      ...(['inactive', 'failed', undefined].includes(facts.units.get('etcd.service')?.active)
        ? []
        : [{kind: 'service/kill', host, unit: 'etcd.service'} as const]),
      ...(hasData ? [{kind: 'restore/set-aside', host, old: oldName(marker)} as const] : []),
    ];
  });
  return [stageOf('recover-fence', actions)].filter(stage => stage.actions.length > 0);
}
