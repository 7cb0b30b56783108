import {z} from 'zod';
import {nearest} from '../did-you-mean.js';
import {type ConfigIssue, type Path, pathText} from './problem.js';
import {bare, stepInto} from './schema-path.js';

/** Unknown keys, each with the key that was probably meant, here or elsewhere in the format. */
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
        ? {suggestion: forAnchors(path, key) ?? placesOf(key, schema) ?? `known keys here: ${allowed.join(', ')}`}
        : {meant, suggestion: `did you mean "${meant}"?`, replacement: meant}),
    };
  });
}

/** Other tools ignore `.name` and `_name`, this one `x-name`. */
function forAnchors(path: Path, key: string): string | undefined {
  const [, name] = /^[._]+(\w.*)$/.exec(key) ?? [];
  return path.length === 0 && name !== undefined
    ? `write "x-${name}": keys that begin with x- are a place for anchors`
    : undefined;
}

function placesOf(key: string, schema: z.ZodType): string | undefined {
  const parents = parentsOf(key, schema);
  return parents.length === 1 || parents.length === 2 ? `"${key}" belongs in ${parents.join(' or ')}` : undefined;
}

/** Without missing keys that are misspelled beside: the misspelling is reported already. */
export function withoutEchoes(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const meant = new Set(
    issues.flatMap(({path, meant}) => (meant === undefined ? [] : [pathText([...path.slice(0, -1), meant])])),
  );
  return issues.filter(({code, path}) => code !== 'config/missing-key' || !meant.has(pathText(path)));
}

/** The places of the format that have a key of this name. */
function parentsOf(key: string, schema: unknown, path = ''): readonly string[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return parentsOf(key, inner.element, `${path}[]`);
  if (!(inner instanceof z.ZodObject)) return [];
  const here = Object.hasOwn(inner.shape, key) && path !== '' ? [path] : [];
  const below = Object.entries(inner.shape).flatMap(([name, part]) =>
    parentsOf(key, part, path === '' ? name : `${path}.${name}`),
  );
  return [...here, ...below];
}

function keysOf(schema: unknown): readonly string[] {
  const inner = bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
