import type {Diagnosis} from '../diagnosis/diagnosis.js';
import {oneLine} from '../printable.js';

/**
 * Texts of hosts are shown on terminals and in browsers: without control characters, characters that change the
 * direction of text, and characters that XML forbids.
 */
export const printable = (diagnosis: Diagnosis): Diagnosis => mapped(diagnosis) as Diagnosis;

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each)]));
}
