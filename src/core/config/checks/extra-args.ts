import type {ConfigurableComponent} from '../../model/config.js';
import {ownedBecause} from '../owned-flags.js';
import type {Check} from './check.js';

/** Flags that quorate sets cannot be set by the user. */
export const extraArgs: Check = function* (draft) {
  for (const [component, args] of Object.entries(draft.spec?.extraArgs ?? {})) {
    for (const [index, arg] of (args ?? []).entries()) {
      const because = arg?.name && ownedBecause(component as ConfigurableComponent, arg.name);
      if (!because) continue;
      yield {
        code: 'config/owned-flag',
        path: ['spec', 'extraArgs', component, index, 'name'],
        message: `quorate sets --${arg.name} of ${component} itself: ${because}`,
        suggestion: 'delete it',
      };
    }
  }
};
