import type {z} from 'zod';
import {own} from '../own.js';
import {codePoint, invisibleIn} from './characters.js';
import type {ConfigDocument} from './document.js';
import type {ConfigIssue, Path} from './problem.js';
import {type Refused, repairOf} from './repairs.js';
import {unknownKeys} from './unknown-keys.js';

/** The issues of the schema, in the terms of cluster.yaml. */
export function issuesOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  document: ConfigDocument,
): readonly ConfigIssue[] {
  const paths = issues.map(({path}) => JSON.stringify(path));
  // Of a value that breaks two rules, the last one is reported: a name that is also too long is shortened.
  const isLast = ({code}: z.core.$ZodIssue, index: number) =>
    code === 'unrecognized_keys' || paths.lastIndexOf(paths[index] ?? '') === index;
  return issues.filter(isLast).flatMap(issue => issuesOfOne(issue, schema, document));
}

function issuesOfOne(issue: z.core.$ZodIssue, schema: z.ZodType, document: ConfigDocument): readonly ConfigIssue[] {
  const path = issue.path as Path;
  const got = valueAt(document.data, path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(path, issue.keys, schema);
  const empty = path.length === 0 && (got === null || got === undefined);
  if (empty || (got === undefined && !document.has(path))) return [missing(path)];
  const written = document.written(path);
  const repair = repairOf({path, got, written, expected: limitsOf(issue)}, schema);
  return [
    {
      code: issue.code === 'invalid_type' ? 'config/wrong-type' : 'config/wrong-value',
      path,
      message: `expected ${expectation(issue)}, got ${described(got, written)}`,
      ...(repair ?? {}),
    },
  ];
}

const missing = (path: Path): ConfigIssue => ({
  code: 'config/missing-key',
  path,
  message: path.length === 0 ? 'the file is empty' : `"${path.at(-1)}" is missing`,
});

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return own(TYPES, issue.expected) ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'too_small':
      return issue.origin === 'array' ? 'at least one entry' : `at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function limitsOf(issue: z.core.$ZodIssue): Refused['expected'] {
  if (issue.code === 'invalid_type') return {type: issue.expected === 'int' ? 'number' : issue.expected};
  if (issue.code === 'invalid_value') return {choices: issue.values.map(String)};
  return issue.code === 'too_big' && issue.origin === 'string' ? {tooLong: true} : {};
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

function described(value: unknown, written: string | undefined): string {
  if (value === null || value === undefined) return 'no value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the string ${JSON.stringify(shortened(value))}${withInvisible(value)}`;
  return typeof value === 'number' ? `the number ${written ?? value}` : String(value);
}

function withInvisible(value: string): string {
  const character = invisibleIn(value);
  return character === undefined ? '' : ` with the invisible character ${codePoint(character)}`;
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
