import type {Action} from '../../core/actions/action.js';
import {CA_KEYS} from './ca-keys.js';
import {ETCD} from './etcd.js';
import {FILES} from './files.js';
import {HOST} from './host.js';
import {KEPT_FILES} from './kept-files.js';
import {MODES} from './modes.js';
import {NODES} from './nodes.js';
import {OPERATOR_FILES} from './operator-files.js';
import {PACKAGES} from './packages.js';
import {REMOVE_UNITS} from './remove-units.js';
import {RESTORE} from './restore.js';
import type {ActionRunner, Runners} from './runner.js';
import {UNITS} from './units.js';
import {USERS} from './users.js';

/** One runner a kind; the type makes sure that none is missing. */
export const RUNNERS: Runners<Action> = {
  ...FILES,
  ...OPERATOR_FILES,
  ...KEPT_FILES,
  ...MODES,
  ...UNITS,
  ...ETCD,
  ...NODES,
  ...HOST,
  ...PACKAGES,
  ...REMOVE_UNITS,
  ...CA_KEYS,
  ...USERS,
  ...RESTORE,
};

export const runnerOf = (kind: Action['kind']): ActionRunner<Action> =>
  RUNNERS[kind] as unknown as ActionRunner<Action>;
