import {bytes, counted, duration} from '../../core/format.js';
import type {Action} from '../../core/plan/action.js';
import {describeAction} from './describe.js';
import {findingText} from './diagnosis-text.js';
import type {Event} from './event.js';

type EventOf<T extends Event['type']> = Extract<Event, {type: T}>;

/** Events that are one line, whatever came before. */
export const line = (
  event: EventOf<'connecting' | 'observed' | 'finding' | 'planned' | 'stage-done' | 'step' | 'finished'>,
): string => {
  switch (event.type) {
    case 'connecting':
      return `Connecting to ${counted(event.hosts, 'host')}`;
    case 'observed':
      return `Looked at ${counted(event.hosts, 'host')} in ${duration(event.tookMs)}`;
    case 'finding':
      return findingText(event.finding);
    case 'planned':
      return plannedLine(event);
    case 'stage-done':
      return `[${event.number}/${event.of}] ${event.title}: done in ${duration(event.tookMs)}`;
    case 'step':
      return event.detail === undefined ? event.title : `${event.title}: ${event.detail}`;
    case 'finished':
      return `${event.summary} (${duration(event.tookMs)})`;
  }
};

const plannedLine = ({plan}: EventOf<'planned'>): string => {
  const actions = plan.reduce((sum, stage) => sum + stage.actions.length, 0);
  return actions === 0 ? 'Nothing to do' : `To do: ${counted(actions, 'action')} in ${counted(plan.length, 'stage')}`;
};

/** "write /etc/… and 6 more" */
export const batchText = ([first, ...others]: readonly Action[]): string =>
  first === undefined ? 'nothing' : `${describeAction(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;

/** "kubelet 42% of 28.2 MB sent" */
export const uploadText = ({artifact, sentBytes, totalBytes}: EventOf<'upload'>): string =>
  `${artifact} ${percent(sentBytes, totalBytes)}% of ${bytes(totalBytes)} sent`;

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : Math.floor((100 * part) / whole));

/** "waiting until etcd has a leader (12.0 s): no member answers" */
export const waitingText = (forWhat: string, seen: string, elapsedMs: number): string =>
  `waiting until ${forWhat} (${duration(elapsedMs)}): ${seen}`;
