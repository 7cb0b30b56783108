import {UPGRADE_SKEW} from './upgrade-skew.js';
import {UPGRADE_STATE} from './upgrade-state.js';

/** What speaks against an upgrade, and what is to be known before it. */
export const UPGRADE = {...UPGRADE_SKEW, ...UPGRADE_STATE};
