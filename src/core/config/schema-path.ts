import {z} from 'zod';
import type {Path} from './problem.js';

/** Does the format accept the value in this place? */
export function accepts(schema: z.ZodType, path: Path, value: unknown): boolean {
  const here = path.reduce<unknown>(stepInto, schema);
  return here instanceof z.ZodType && here.safeParse(value).success;
}

/** The schema of a key, an item or an entry; undefined if there is none. */
export function stepInto(schema: unknown, step: string | number): unknown {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  return inner instanceof z.ZodObject ? inner.shape[step] : undefined;
}

/** Without optional and default. */
export function bare(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return wrapped ? bare(schema.unwrap()) : schema;
}
