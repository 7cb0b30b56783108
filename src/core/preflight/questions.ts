import {FIREWALL_UNIT} from './firewall.js';
import {RUNTIME_UNITS} from './other-runtimes.js';

/** Units of others, to be asked of every host beside quorate's own. */
export const PREFLIGHT_UNITS: readonly string[] = [...RUNTIME_UNITS, FIREWALL_UNIT];
