import {z} from 'zod';
import {nearest} from '../did-you-mean.js';

/** A value of which invalid parts are undefined, at any depth. */
export type DeepPartial<T> = T extends readonly (infer E)[]
  ? readonly (DeepPartial<E> | undefined)[]
  : T extends object
    ? {readonly [K in keyof T]?: DeepPartial<T[K]> | undefined}
    : T;

/**
 * The valid parts of a value, so that a rule about one part can be checked although another part is invalid. Defaults are
 * filled in for absent keys, not for invalid values.
 */
export function validParts<S extends z.ZodType>(schema: S, value: unknown): DeepPartial<z.output<S>> | undefined {
  return validPart(schema, value) as DeepPartial<z.output<S>> | undefined;
}

function validPart(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    return value === undefined ? undefined : validPart(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodDefault) {
    return value === undefined ? schema.def.defaultValue : validPart(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodPrefault) return validPart(schema.unwrap(), value === undefined ? {} : value);
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? value.map(item => validPart(schema.element, item)) : undefined;
  }
  if (schema instanceof z.ZodObject) {
    if (!isObject(value)) return undefined;
    const meant = misspelled(value, Object.keys(schema.shape));
    const parts = Object.entries(schema.shape).map(([key, part]) => {
      if (Object.hasOwn(value, key)) return [key, validPart(part, value[key])];
      return [key, meant.has(key) ? undefined : validPart(part, undefined)];
    });
    return Object.fromEntries(parts);
  }
  if (schema instanceof z.ZodRecord) {
    if (!isObject(value)) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, validPart(schema.valueType, item)]));
  }
  return schema instanceof z.ZodType ? schema.safeParse(value).data : undefined;
}

/** Keys that are misspelled in the value: they get no default, because they were set to something. */
function misspelled(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): ReadonlySet<string | undefined> {
  const unknown = Object.keys(value).filter(key => !keys.includes(key));
  return new Set(unknown.map(key => nearest(key, keys)));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
