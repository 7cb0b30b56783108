import type {Diagnosis} from '../diagnosis/diagnosis.js';

/**
 * What hosts said is shown on terminals and in browsers: none of its characters may steer them, turn the direction of
 * text, or be one that XML forbids.
 */
export const printable = (diagnosis: Diagnosis): Diagnosis => mapped(diagnosis) as Diagnosis;

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each)]));
}

const oneLine = (text: string): string => text.replace(BREAKS, ' ').replace(STEERING, '\ufffd');

const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu;
