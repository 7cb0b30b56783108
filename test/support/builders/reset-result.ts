import type {ResetResult} from '../../../src/ports/host.js';

/** Of a host that has nothing of quorate, or keeps nothing. */
export const nothingReset = (): ResetResult => ({
  removed: [],
  keptPackages: [],
  loadedModules: [],
  keptRules: [],
  keptUsers: [],
  edited: [],
  foreign: [],
});
