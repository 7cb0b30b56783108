import type {RotationStep} from '../../core/pki/rotation/step.js';

/** After "step 1 of 3:". */
export const STEP_TITLES: Readonly<Record<RotationStep, string>> = {
  trust: 'all hosts trust the new one beside the old one',
  sign: 'the new one signs',
  finish: 'the old one is not trusted any more',
};
