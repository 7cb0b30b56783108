import {z} from 'zod';
import {nearest} from './did-you-mean.js';

/** What of a value could be read: anything that was wrong is undefined, at any depth, and is no reason to stop. */
export type DeepPartial<T> = T extends readonly (infer E)[]
  ? readonly (DeepPartial<E> | undefined)[]
  : T extends object
    ? {readonly [K in keyof T]?: DeepPartial<T[K]> | undefined}
    : T;

/**
 * The sound parts of a value, so that a rule about one part can be held although another part is wrong. Defaults are
 * filled in where a key is absent, and never where its value is wrong.
 */
export function validParts<S extends z.ZodType>(schema: S, value: unknown): DeepPartial<z.output<S>> | undefined {
  return sound(schema, value) as DeepPartial<z.output<S>> | undefined;
}

function sound(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    return value === undefined ? undefined : sound(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodDefault) {
    return value === undefined ? schema.def.defaultValue : sound(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodPrefault) return sound(schema.unwrap(), value === undefined ? {} : value);
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? value.map(item => sound(schema.element, item)) : undefined;
  }
  if (schema instanceof z.ZodObject) {
    if (!isObject(value)) return undefined;
    const meant = misspelled(value, Object.keys(schema.shape));
    const parts = Object.entries(schema.shape).map(([key, part]) => {
      if (Object.hasOwn(value, key)) return [key, sound(part, value[key])];
      return [key, meant.has(key) ? undefined : sound(part, undefined)];
    });
    return Object.fromEntries(parts);
  }
  if (schema instanceof z.ZodRecord) {
    if (!isObject(value)) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sound(schema.valueType, item)]));
  }
  return schema instanceof z.ZodType ? schema.safeParse(value).data : undefined;
}

/** Keys that stand there in another spelling: what they are is not known, so they have no default either. */
function misspelled(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): ReadonlySet<string | undefined> {
  const unknown = Object.keys(value).filter(key => !keys.includes(key));
  return new Set(unknown.map(key => nearest(key, keys)));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
