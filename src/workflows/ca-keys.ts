import type {Action} from '../core/actions/action.js';
import {encryptedSigners, identityMissing} from '../core/pki/home/signers.js';
import {sharedSources} from '../core/pki/secret-sources.js';
import type {CaName, SharedName} from '../core/pki/types.js';
import type {PlanInput} from '../core/plan/input.js';
import type {Plan} from '../core/plan/stage.js';
import type {CaHome} from '../ports/ca-home.js';
import {throwOnErrors} from './checks.js';

type Subject = Pick<PlanInput, 'desired' | 'observed'>;

/** Refuses a plan that needs CA keys of the operator, if no identity was given. */
export function assertIdentity(name: string, plan: Plan, input: Subject, home: CaHome | undefined): void {
  const needed = home === undefined || home.hasIdentity ? [] : signersOf(plan, input);
  if (home === undefined || needed.length === 0) return;
  throwOnErrors('refused', `${name} is not possible now`, [identityMissing(needed, home.directory)]);
}

/**
 * Decrypts the CA keys that a plan needs, before its first change.
 * @throws Failure pki/identity-wrong, pki/shared-broken
 */
export async function assertDecrypts(plan: Plan, input: Subject, home: CaHome | undefined): Promise<void> {
  if (home !== undefined) for (const name of signersOf(plan, input)) await home.read(name);
}

/** The CAs whose encrypted keys a plan needs. */
const signersOf = (plan: Plan, {desired, observed}: Subject): readonly CaName[] => {
  const sources = sharedSources(desired, observed);
  const needed = plan.flatMap(({actions}) => actions.flatMap(neededBy));
  // The step of a rotation needs the key also where only certificates are written.
  const changing = [...sources].flatMap(([name, {is}]) => (is === 'next-from-home' && plan.length > 0 ? [name] : []));
  return encryptedSigners([...needed, ...changing], sources);
};

function neededBy(action: Action): readonly SharedName[] {
  if (action.kind === 'cert/issue') return [action.cert.signedBy];
  if (action.kind === 'kubeconfig/issue') return ['ca'];
  return action.kind === 'secret/put' && action.from.is === 'home' ? [action.name] : [];
}
