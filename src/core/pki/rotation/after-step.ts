import type {RotationStep} from './step.js';

/**
 * The list of keys, or of certificates, after a step; the first one signs. Others than the two of the rotation keep their
 * places at the end.
 *
 * @param added what is new in the step 'trust'.
 */
export function afterStep<T>(step: RotationStep, [first, second, ...others]: readonly T[], added: T): readonly T[] {
  if (first === undefined) return [];
  if (step === 'trust') return [first, added, ...(second === undefined ? [] : [second]), ...others];
  if (second === undefined) return [first];
  return step === 'sign' ? [second, first, ...others] : [first, ...others];
}
