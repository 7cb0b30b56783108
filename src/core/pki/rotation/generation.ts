import {CAS, isCa} from '../cas.js';
import {encryptionKeyNames} from '../encryption.js';
import {sharedFiles} from '../shared-secrets.js';
import type {SharedName} from '../types.js';
import {ROTATION_STEPS, type RotationStep} from './step.js';

/**
 * How often a shared secret has changed. A rotation is three changes, so that the remainder by three is its state:
 * 0: one key, nothing to do. 1: the new one is trusted, the old one signs. 2: the new one signs, the old one is trusted.
 */
export type Generation = number;

/** The step that leads from this generation to the next one. */
export const nextStep = (generation: Generation): RotationStep => ROTATION_STEPS[generation % 3]!;

export const isSettled = (generation: Generation): boolean => generation % 3 === 0;

/**
 * The generation after a step of the rotation that is under way, or of a new one; undefined: after its last step. It is not
 * above the generation itself when that step was taken already.
 */
export const generationAfter = (generation: Generation, step: RotationStep = 'finish'): Generation =>
  generation - (generation % 3) + ROTATION_STEPS.indexOf(step) + 1;

/** The file of a secret that shows its generation, without private keys. */
export function publicPath(name: SharedName): string {
  if (isCa(name)) return CAS[name].certPath;
  return sharedFiles(name).at(-1)!.path;
}

/** @param publicText of `publicPath`; undefined or a text of other tools: 0. */
export function generationOf(name: SharedName, publicText: string | undefined): Generation {
  if (publicText === undefined) return 0;
  return name === 'encryption' ? generationOfKeys(encryptionKeyNames(publicText)) : generationLine(publicText);
}

/** A line before the first block. */
function generationLine(text: string): Generation {
  const before = text.slice(0, Math.max(0, text.indexOf('-----BEGIN')));
  return Number(/^generation: (\d{1,9})\r?$/m.exec(before)?.[1] ?? 0);
}

/** Keys are named key1, key2, … in the order in which they were made. */
function generationOfKeys(names: readonly string[]): Generation {
  const [first, second, ...others] = names.map(name => Number(/^key([1-9]\d{0,8})$/.exec(name)?.[1] ?? Number.NaN));
  if (first === undefined || Number.isNaN(first) || others.length > 0) return 0;
  if (second === undefined) return 3 * (first - 1);
  if (second === first + 1) return 3 * (first - 1) + 1;
  return first === second + 1 ? 3 * (second - 1) + 2 : 0;
}
