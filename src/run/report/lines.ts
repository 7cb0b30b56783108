import type {Action} from '../../core/actions/action.js';
import {describeAction} from '../../core/actions/action.js';
import {bytes, counted, duration} from '../../core/format.js';
import {findingText} from './diagnosis-text.js';
import type {Event, Transfer} from './event.js';
import {exceptionalUploads} from './upload-text.js';

type EventOf<T extends Event['type']> = Extract<Event, {type: T}>;

/** Events that are one line, regardless of earlier ones. */
export const line = (event: EventOf<'finding' | 'planned' | 'step' | 'finished'>): string => {
  switch (event.type) {
    case 'finding':
      return findingText(event.finding);
    case 'planned':
      return plannedLine(event);
    case 'step':
      return event.detail === undefined ? event.title : `${event.title}: ${event.detail}`;
    case 'finished':
      return `${event.summary} (${duration(event.tookMs)})`;
  }
};

const plannedLine = ({plan}: EventOf<'planned'>): string => {
  const actions = plan.flatMap(stage => stage.actions);
  if (actions.length === 0) return 'No changes';
  return [
    `Plan: ${counted(actions.length, 'action')} in ${counted(plan.length, 'stage')}`,
    ...exceptionalUploads(actions).map(({host, text}) => `  ${host}: ${text}`),
  ].join('\n');
};

/** "write /etc/… (+6 more)" */
export const batchText = ([first, ...others]: readonly Action[]): string =>
  first === undefined ? 'nothing' : `${describeAction(first)}${others.length > 0 ? ` (+${others.length} more)` : ''}`;

/** "kubelet 42% of 28.2 MB sent", or "received" by a host that downloads. */
export const transferText = (event: Transfer): string => {
  const {artifact, totalBytes} = event;
  const [part, what] = event.type === 'upload' ? [event.sentBytes, 'sent'] : [event.receivedBytes, 'received'];
  return `${artifact} ${percent(part, totalBytes)}% of ${bytes(totalBytes)} ${what}`;
};

const percent = (part: number, total: number): number => (total === 0 ? 100 : Math.floor((100 * part) / total));

/** "waiting for etcd to elect a leader: no member answers (12.0 s)" */
export const waitingText = (forWhat: string, seen: string, elapsedMs: number): string =>
  `waiting for ${forWhat}: ${seen} (${duration(elapsedMs)})`;
