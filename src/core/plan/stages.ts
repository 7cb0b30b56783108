import type {Action} from '../actions/action.js';
import type {Stage} from './stage.js';
import {FINISH} from './stage-kinds/finish.js';
import type {StageKind} from './stage-kinds/kind.js';
import {PREPARE} from './stage-kinds/prepare.js';
import {RECOVER} from './stage-kinds/recover.js';
import {START} from './stage-kinds/start.js';
import {UPGRADE} from './stage-kinds/upgrade.js';

/**
 * Every stage that a plan can have, in the order of a plan. A plan leaves out the stages that have nothing to do.
 * Stages with a host in their title occur once a host: neighbouring rows of growth and of removal host by host, those
 * of upgrade row by row, and in reverse order when versions go back.
 */
export const STAGES = {...PREPARE, ...START, ...UPGRADE, ...FINISH, ...RECOVER};

export type StageId = keyof typeof STAGES;

interface About {
  readonly host?: string;
  readonly version?: string;
}

/** With HOST and VERSION where no value is given. */
export const titleOf = (id: StageId, {host = 'HOST', version = 'VERSION'}: About = {}): string =>
  (STAGES[id] as StageKind).title(host, version);

export const stageOf = (id: StageId, actions: readonly Action[], about: About = {}): Stage => ({
  title: titleOf(id, about),
  order: STAGES[id].order,
  actions,
});
