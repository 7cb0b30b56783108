import {hostOf} from '../../core/actions/action.js';
import type {HostName} from '../../core/model/names.js';
import type {Stage} from '../../core/plan/stage.js';
import type {Fleet} from '../report/event.js';

/**
 * The hosts that a stage changes together: side by side in this stage, or in stages of one window.
 *
 * @param group the stages that are executed with it, among them all of its window.
 */
export function fleetOf(stage: Stage, group: readonly Stage[]): Fleet | undefined {
  const hosts = hostsOf(stage);
  const {window} = stage;
  if (window !== undefined) {
    const size = group.filter(each => each.window?.name === window.name).length;
    return {title: `${window.name}, ${window.width} at a time`, size, hosts};
  }
  return stage.order === 'parallel' && hosts.length > 1 ? {title: stage.title, size: hosts.length, hosts} : undefined;
}

const hostsOf = ({actions}: Stage): readonly HostName[] => [
  ...new Set(actions.flatMap(action => hostOf(action) ?? [])),
];
