import type {z} from 'zod';
import {nearest} from '../did-you-mean.js';
import {own} from '../own.js';
import {addressRepair} from './address-repairs.js';
import {readDocument} from './document.js';
import type {Path} from './problem.js';
import type {Repair} from './repair.js';
import {accepts} from './schema-path.js';
import {templateSuggestion} from './templates.js';

/** A value that the format refuses. */
export interface Refused {
  readonly path: Path;
  readonly got: unknown;
  /** The scalar as it is in the file; undefined for a list or a mapping. */
  readonly written: string | undefined;
  /** The type or the choices that the format has here. */
  readonly expected: {readonly type?: string; readonly choices?: readonly string[]; readonly tooLong?: true};
}

/** The first repair that the format accepts in this place; advice without a text needs no acceptance. */
export function repairOf(refused: Refused, schema: z.ZodType): Repair | undefined {
  const {got, path} = refused;
  if (got === null) return {suggestion: 'set a value, or delete the key'};
  const template = typeof got === 'string' ? templateSuggestion(got) : undefined;
  if (template !== undefined) return {suggestion: template};
  return [...candidates(refused)].find(
    ({replacement}) => replacement === undefined || isAccepted(replacement, path, schema),
  );
}

function isAccepted(replacement: string, path: Path, schema: z.ZodType): boolean {
  const {broken, data} = readDocument(replacement);
  return broken.length === 0 && accepts(schema, path, data);
}

function* candidates(refused: Refused): Iterable<Repair> {
  const {got, path, written = '', expected} = refused;
  yield* versions(refused);
  yield* addressRepair(path, got);
  if (expected.type === 'boolean' && typeof got === 'string' && Object.hasOwn(BOOLEANS, got))
    yield fixed('write', own(BOOLEANS, got)!);
  if (expected.type === 'number' && typeof got === 'string' && /^\d+$/.test(got))
    yield fixed('write it without quotes:', String(Number(got)));
  if (expected.type === 'string' && (typeof got === 'number' || typeof got === 'boolean'))
    yield fixed('write it in quotes:', JSON.stringify(written));
  if (expected.type === 'array' && got !== null && typeof got !== 'object') yield* lists(path, written);
  if (expected.type === 'object' && path.includes('taints') && typeof got === 'string') yield* taints(got);
  if (typeof got === 'string') yield* texts(got, refused);
}

const fixed = (how: string, replacement: string): Repair => ({suggestion: `${how} ${replacement}`, replacement});
const quoted = (how: string, text: string): Repair => fixed(how, JSON.stringify(text));

const BOOLEANS: Readonly<Record<string, string>> = {
  yes: 'true',
  on: 'true',
  true: 'true',
  no: 'false',
  off: 'false',
  false: 'false',
};

/** YAML reads 1.30 as the number 1.3, and a version has three parts. */
function* versions({path, got, written = ''}: Refused): Iterable<Repair> {
  const example = own(EXAMPLES, String(path.at(-1)));
  if (example === undefined) return;
  if (typeof got === 'number') {
    const how = 'write it in quotes and with its patch version, for example';
    yield quoted(how, `${written}.0`);
    yield quoted(how, example);
  }
  if (typeof got === 'string') yield quoted('add the patch version, for example', `${got}.0`);
}

const EXAMPLES: Readonly<Record<string, string>> = {kubernetesVersion: '1.36.3', version: '3.6.16'};

/** `[controller+worker]` is the form of other tools. */
function* lists(path: Path, written: string): Iterable<Repair> {
  const items = path.at(-1) === 'roles' ? written.split(/[\s+,;|/]+/).map(roleOf) : [written];
  yield fixed('write it as a list:', `[${items.join(', ')}]`);
  yield fixed('write it as a list:', `[${items.map(item => JSON.stringify(item)).join(', ')}]`);
}

const ROLES: Readonly<Record<string, string>> = {
  controller: 'control-plane',
  controlplane: 'control-plane',
  control_plane: 'control-plane',
  master: 'control-plane',
  server: 'control-plane',
  agent: 'worker',
  node: 'worker',
  lb: 'load-balancer',
  loadbalancer: 'load-balancer',
};

const roleOf = (name: string): string => own(ROLES, name.toLowerCase()) ?? name;

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** kubectl's "key=value:effect" in the form of this file. */
function* taints(text: string): Iterable<Repair> {
  const [, key, value, given = ''] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  if (key === undefined) return;
  const effect = nearest(given, EFFECTS) ?? given;
  const written = value === undefined ? '' : `value: ${JSON.stringify(value)}, `;
  yield fixed('write it as', `{key: ${key}, ${written}effect: ${effect}}`);
  yield fixed('write it as', `{key: ${JSON.stringify(key)}, ${written}effect: ${effect}}`);
}

function* texts(got: string, {path, expected}: Refused): Iterable<Repair> {
  if (path.at(-2) === 'roles' && /[+,;|/]/.test(got))
    yield {
      suggestion: `write each role as an item of the list: [${got
        .split(/[\s+,;|/]+/)
        .map(roleOf)
        .join(', ')}]`,
    };
  const choices = expected.choices ?? [];
  const near = choices.includes(roleOf(got)) ? roleOf(got) : nearest(got, choices);
  if (near !== undefined) yield {suggestion: `did you mean "${near}"?`, replacement: near};
  if (path.includes('extraArgs')) yield* flags(got);
  if (expected.tooLong) yield* shorter(got);
  yield quoted('write', isName(path) ? asName(got) : withoutCase(got));
}

/** `--audit-log-maxage=7` is the form of a command line. */
function* flags(got: string): Iterable<Repair> {
  const [, name = '', value] = /^-*([^=]*)(?:=(.*))?$/s.exec(got) ?? [];
  if (value === undefined) yield quoted('write', name);
  else if (/^[a-z][a-z0-9-]*$/.test(name))
    yield {suggestion: `write name: ${name} and value: ${JSON.stringify(value)}`};
}

/** The name of a host is a label value of its Node. */
function* shorter(got: string): Iterable<Repair> {
  const why = 'Kubernetes allows 63 characters for the name in a label of the node:';
  const first = got.split('.')[0] ?? '';
  if (first !== got) yield quoted(`${why} write`, asName(first));
  yield {suggestion: `${why} choose a shorter name`};
}

/** Of the cluster, a host or a flag. */
const isName = (path: Path): boolean => path.at(-1) === 'name';

const asName = (name: string): string => withoutCase(name).replace(/[\s_]+/g, '-');

/** DNS names are written in lower case and without the dot at their end. */
const withoutCase = (name: string): string => name.toLowerCase().replace(/\.+$/, '');
