import {z} from 'zod';
import {nearest} from './did-you-mean.js';
import {type ConfigIssue, type Path, pathText} from './problem.js';

/** Keys that the format does not have, each with the one that was probably meant, here or elsewhere. */
export function unknownKeys(path: Path, keys: readonly string[], schema: z.ZodType): readonly ConfigIssue[] {
  const allowed = keysOf(path.reduce<unknown>(stepInto, schema));
  return keys.map(key => {
    const meant = nearest(key, allowed);
    return {
      code: 'config/unknown-key',
      path: [...path, key],
      at: 'key',
      message: `unknown key "${key}"`,
      ...(meant === undefined
        ? {suggestion: whereItBelongs(key, schema) ?? `known keys here: ${allowed.join(', ')}`}
        : {meant, suggestion: `did you mean "${meant}"?`}),
    };
  });
}

function whereItBelongs(key: string, schema: z.ZodType): string | undefined {
  const homes = homesOf(key, schema);
  return homes.length === 1 || homes.length === 2 ? `"${key}" belongs in ${homes.join(' or ')}` : undefined;
}

/** A missing key is no second problem where a key beside it is a misspelling of it. */
export function withoutEchoes(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const meant = new Set(
    issues.flatMap(({path, meant}) => (meant === undefined ? [] : [pathText([...path.slice(0, -1), meant])])),
  );
  return issues.filter(({code, path}) => code !== 'config/missing-key' || !meant.has(pathText(path)));
}

/** Where in the format a key of this name stands. */
function homesOf(key: string, schema: unknown, path = ''): readonly string[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return homesOf(key, inner.element, `${path}[]`);
  if (!(inner instanceof z.ZodObject)) return [];
  const here = Object.hasOwn(inner.shape, key) && path !== '' ? [path] : [];
  const below = Object.entries(inner.shape).flatMap(([name, part]) =>
    homesOf(key, part, path === '' ? name : `${path}.${name}`),
  );
  return [...here, ...below];
}

function stepInto(schema: unknown, step: string | number): unknown {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  return inner instanceof z.ZodObject ? inner.shape[step] : undefined;
}

function keysOf(schema: unknown): readonly string[] {
  const inner = bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function bare(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return wrapped ? bare(schema.unwrap()) : schema;
}
