import type {DesiredMember} from '../../cluster/desired.js';
import type {ExtraArg} from '../../config/types.js';
import {etcdFlags} from './flags.js';

/**
 * A member's flags as words of a command line, without those that say who and where it is: whether a version
 * understands them can be seen without touching the member.
 */
export function etcdTrialFlags(
  member: DesiredMember,
  version: string,
  extraArgs: readonly ExtraArg[],
): readonly string[] {
  const ours = Object.entries(etcdFlags(member, version)).flatMap(([name, value]) =>
    value === undefined || extraArgs.some(each => each.name === name) ? [] : [{name, value}],
  );
  return [...ours, ...extraArgs].filter(({name}) => !isPlace(name)).map(({name, value}) => `--${name}=${value}`);
}

const isPlace = (name: string): boolean =>
  ['name', 'data-dir', 'wal-dir', 'force-new-cluster', 'discovery-srv'].includes(name) ||
  ['listen-', 'advertise-', 'initial-'].some(prefix => name.startsWith(prefix));
