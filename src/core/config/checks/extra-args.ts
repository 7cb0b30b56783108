import type {ConfigurableComponent} from '../../model/config.js';
import {ownedFlag} from '../owned-flags.js';
import type {Check} from './check.js';

/** Flags that quorate sets cannot be set by the user. */
export const extraArgs: Check = function* (draft) {
  for (const [component, args] of Object.entries(draft.spec?.extraArgs ?? {})) {
    for (const [index, arg] of (args ?? []).entries()) {
      const owned = arg?.name === undefined ? undefined : ownedFlag(component as ConfigurableComponent, arg.name);
      if (owned === undefined) continue;
      yield {
        code: 'config/owned-flag',
        path: ['spec', 'extraArgs', component, index, 'name'],
        message: `quorate sets --${arg?.name} of ${component} itself: ${owned.because}`,
        suggestion: owned.instead === undefined ? 'delete it' : `delete it, and ${owned.instead}`,
      };
    }
  }
};
