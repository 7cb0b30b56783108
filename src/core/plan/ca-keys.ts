import type {ActionOf} from '../actions/action.js';
import {casAtHome, homeText, isTornAtHome} from '../pki/home/at-home.js';
import type {PlanInput} from './input.js';
import type {HostState} from './staged/component-change.js';

/** The keys of CAs that the operator has. Of a CA that is not completely in the directory, the key stays. */
export function obsoleteCaKeys(
  {host}: Pick<HostState, 'host'>,
  {desired, observed}: Pick<PlanInput, 'desired' | 'observed'>,
): readonly ActionOf<'ca-keys/remove'>[] {
  const cas = casAtHome(desired).filter(
    name => homeText(name, observed) !== undefined && !isTornAtHome(name, observed),
  );
  return cas.length === 0 ? [] : [{kind: 'ca-keys/remove', host, cas}];
}
