import {printableJson} from '../../core/printable.js';
import type {Event, Report} from './event.js';
import {actionJson, planJson} from './plan-json.js';

/** One JSON object a line for each event; files and plans appear without their text. */
export const ndjsonReport =
  (write: (line: string) => void): Report =>
  event =>
    write(`${printableJson(slim(event))}\n`);

const slim = (event: Event): object => {
  switch (event.type) {
    case 'planned':
      return {type: event.type, plan: planJson(event.plan)};
    case 'actions-started':
    case 'actions-done':
      return {...event, actions: event.actions.map(actionJson)};
    default:
      return event;
  }
};
