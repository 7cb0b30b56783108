import {counted, duration, listed} from '../../core/format.js';
import type {Event} from './event.js';
import {isLarge} from './large-fleet.js';
import type {FleetProgress, Progress} from './progress.js';

/** "842 of 1000 hosts" */
export const hostsDone = ({done, size}: Omit<FleetProgress, 'title'>): string => `${done} of ${counted(size, 'host')}`;

/** "[3/40]   842 of 1000 hosts after 20.0 s, not yet w10, w20, w30 and 155 more" */
export function fleetText({stage, gathering, busy}: Progress, now: number): string | undefined {
  const slow = busy.length === 0 ? '' : `, not yet ${listed(busy.map(({host}) => host))}`;
  if (gathering !== undefined)
    return `Gather facts: ${hostsDone(gathering)} after ${duration(now - gathering.since)}${slow}`;
  if (stage?.fleet === undefined) return undefined;
  const {number, of, since, fleet} = stage;
  return `[${number}/${of}]   ${hostsDone(fleet)} after ${duration(now - since)}${slow}`;
}

/**
 * What is said of a stage that is done: nothing of one of many that run side by side but the last of them.
 *
 * @param before the progress before it was done.
 */
export function stageDoneText(
  event: Extract<Event, {readonly type: 'stage-done'}>,
  before: Progress | undefined,
  now: number,
): string | undefined {
  const {title, number, of, tookMs, fleet} = event;
  if (!isLarge(fleet) || fleet.title === title) return `[${number}/${of}] ${title}: done in ${duration(tookMs)}`;
  const stage = before?.stage;
  if (stage?.fleet?.title !== fleet.title || stage.fleet.done < fleet.size) return undefined;
  return `[${number}/${of}] ${fleet.title}: ${counted(fleet.size, 'host')} done in ${duration(now - stage.since)}`;
}
