import type {z} from 'zod';
import {nearest} from './did-you-mean.js';
import type {ConfigDocument} from './document.js';
import type {ConfigIssue, Path} from './problem.js';
import {unknownKeys} from './unknown-keys.js';

/** The issues of the schema, in the terms of cluster.yaml. */
export function issuesOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  document: ConfigDocument,
): readonly ConfigIssue[] {
  return issues.flatMap(issue => issuesOfOne(issue, schema, document));
}

function issuesOfOne(issue: z.core.$ZodIssue, schema: z.ZodType, document: ConfigDocument): readonly ConfigIssue[] {
  const path = issue.path as Path;
  const got = valueAt(document.data, path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(path, issue.keys, schema);
  const empty = path.length === 0 && (got === null || got === undefined);
  if (empty || (got === undefined && !document.has(path))) return [missing(path)];
  const [expected, suggestion] = expectation(issue, got, path, document.written(path));
  return [
    {
      code: issue.code === 'invalid_type' ? 'config/wrong-type' : 'config/wrong-value',
      path,
      message: `expected ${expected}, got ${described(got, document.written(path))}`,
      ...(suggestion === undefined ? {} : {suggestion}),
    },
  ];
}

const missing = (path: Path): ConfigIssue => ({
  code: 'config/missing-key',
  path,
  message: path.length === 0 ? 'the file is empty' : `"${path.at(-1)}" is missing`,
});

function expectation(
  issue: z.core.$ZodIssue,
  got: unknown,
  path: Path,
  written: string | undefined,
): readonly [expected: string, suggestion?: string | undefined] {
  switch (issue.code) {
    case 'invalid_type':
      return [TYPES[issue.expected] ?? issue.expected, rewritten(issue.expected, got, path, written)];
    case 'invalid_value': {
      const near = typeof got === 'string' ? nearest(got, issue.values.map(String)) : undefined;
      return [issue.values.map(String).join(' or '), near && `did you mean "${near}"?`];
    }
    case 'too_small':
      return [issue.origin === 'array' ? 'at least one entry' : `at least ${issue.minimum}`];
    case 'too_big':
      return [issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`];
    default:
      return [issue.message, repaired(issue.message, got)];
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  // All numbers of the format are integers; the schema reports "int" only for fractions.
  number: 'an integer',
  int: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** How to write what was probably meant. */
function rewritten(expected: string, got: unknown, path: Path, written: string | undefined): string | undefined {
  if (expected === 'string' && path.at(-1) === 'kubernetesVersion') {
    return `write it in quotes and with its patch version, for example "${patched(written)}"`;
  }
  if (expected === 'string' && (typeof got === 'number' || typeof got === 'boolean')) {
    return `write it in quotes: "${written ?? got}"`;
  }
  if (expected === 'array' && got !== null && typeof got !== 'object') return `write it as a list: [${written}]`;
  if (expected === 'object' && path.includes('taints') && typeof got === 'string') return taintOf(got);
  if (expected === 'boolean' && typeof got === 'string' && Object.hasOwn(BOOLEANS, got)) {
    return `write ${BOOLEANS[got]}`;
  }
  if (expected === 'number' && typeof got === 'string' && /^\d+$/.test(got)) return `write it without quotes: ${got}`;
  return got === null ? 'set a value, or delete the key' : undefined;
}

const BOOLEANS: Readonly<Record<string, string>> = {
  yes: 'true',
  on: 'true',
  true: 'true',
  no: 'false',
  off: 'false',
  false: 'false',
};

const patched = (written: string | undefined): string => (/^\d+\.\d+$/.test(written ?? '') ? `${written}.0` : '1.36.3');

/** kubectl's "key=value:effect" in the form of this file. */
function taintOf(text: string): string | undefined {
  const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  return key && `write it as {key: ${key}, ${value === undefined ? '' : `value: "${value}", `}effect: ${effect}}`;
}

function repaired(expected: string, got: unknown): string | undefined {
  if (typeof got !== 'string') return undefined;
  if (expected.startsWith('the name of a flag')) {
    const [, name, value] = /^-*([^=]*)(?:=(.*))?$/s.exec(got) ?? [];
    return value === undefined ? `write "${name}"` : `write name: ${name} and value: "${value}"`;
  }
  if (/^v?\d+\.\d+$/.test(got)) return `add the patch version, for example "${got}.0"`;
  if (expected.includes('lower-case') && got !== asName(got) && asName(got) !== '') return `write "${asName(got)}"`;
  return undefined;
}

const asName = (name: string): string => name.toLowerCase().replace(/[\s_]+/g, '-');

function described(value: unknown, written: string | undefined): string {
  if (value === null || value === undefined) return 'no value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the string ${JSON.stringify(shortened(value))}`;
  return typeof value === 'number' ? `the number ${written ?? value}` : String(value);
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    data,
  );
