import type {DesiredCluster} from '../../model/desired.js';
import type {ObservedCluster} from '../../model/observed.js';
import {CAS, isCa} from '../cas.js';
import {sharedNames} from '../shared-secrets.js';
import type {CaName, SharedName} from '../types.js';

/** The private key is with the operator, and on no host. */
export const isAtHome = (name: SharedName, {pki}: Pick<DesiredCluster, 'pki'>): name is CaName =>
  pki.home === 'operator' && isCa(name);

/** The CAs whose private keys are with the operator. */
export const casAtHome = (desired: DesiredCluster): readonly CaName[] =>
  sharedNames(desired).flatMap(name => (isAtHome(name, desired) ? [name] : []));

/** The text of a certificate file in the directory of the operator; undefined: it is not there, or was not read. */
export const homeText = (name: CaName, {caHome}: Pick<ObservedCluster, 'caHome'>): string | undefined =>
  caHome?.known === true ? caHome.value.publicTexts.get(CAS[name].certPath) : undefined;

/** Its key there is another one than it was written with. */
export const isTornAtHome = (name: CaName, {caHome}: Pick<ObservedCluster, 'caHome'>): boolean =>
  caHome?.known === true && caHome.value.torn.has(CAS[name].certPath);
