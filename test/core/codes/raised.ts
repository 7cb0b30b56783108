import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {CATALOGUE} from '../../../src/core/codes/catalogue.js';

/** Where codes are defined and not raised. */
const DEFINED = /^core\/codes\//;

/** What takes a code as its first argument, or has it as a property. */
const RAISES = /(?:\bnew Failure\(|\b(?:refusal|caution|error|warning)\(|\bcode:)\s*['`]([^'`$]+)/g;
const THROWS = /\bnew Failure\(\s*'([^']+)'/g;

/** Codes at the places where they are raised, and every other literal that is a code: in tables, conditions and so on. */
export function raisedCodes(root: string): readonly string[] {
  const literals = sources(root).flatMap(source => matches(source, /'([A-Za-z]+(?:\/[a-z-]+)?)'/g));
  return [
    ...new Set([
      ...sources(root).flatMap(source => matches(source, RAISES)),
      ...literals.filter(literal => Object.hasOwn(CATALOGUE, literal)),
    ]),
  ].filter(code => !NODE_ERRORS.test(code));
}

/** Codes that are thrown, as far as they are written out. */
export const thrownCodes = (root: string): readonly string[] => [
  ...new Set(sources(root).flatMap(source => matches(source, THROWS))),
];

/** Codes and levels of findings that are written out. */
export const levelsRaised = (root: string): readonly (readonly [code: string, level: string])[] =>
  sources(root).flatMap(source =>
    [...source.matchAll(/\bcode: '([^']+)',\s*level: '(\w+)'/g)].map(([, code, level]) => [code!, level!] as const),
  );

/** ENOENT and the like are codes of Node. */
const NODE_ERRORS = /^[A-Z_]+$/;

function sources(root: string): readonly string[] {
  const folder = join(root, 'src');
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts') && !DEFINED.test(name))
    .map(name => readFileSync(join(folder, name), 'utf8'));
}

const matches = (source: string, pattern: RegExp): readonly string[] =>
  [...source.matchAll(pattern)].map(([, code]) => code!);
