import {parseSync, type TemplateLiteral} from 'oxc-parser';
import type {Source} from '../architecture/source.js';

/** A text of a TypeScript file that people may read. */
export interface Said {
  readonly path: string;
  /** Starts with 1. */
  readonly line: number;
  readonly text: string;
  readonly is: 'string' | 'comment' | 'title';
  /** It is in a static property of a command class: what `--help` prints. */
  readonly help: boolean;
}

/** In the text of a template, the place of a value. */
export const VALUE = '\uFFFC';

interface Node {
  readonly type: string;
  readonly start: number;
}

/** String literals, templates, comments, and titles of tests. Specifiers of imports and types are left out. */
export function textsIn({path, text}: Source): readonly Said[] {
  const {program, comments, errors} = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const found: Said[] = comments.map(({start, value}) => ({
    path,
    line: lineAt(start),
    text: value.replaceAll(/^\s*\*/gm, ' ').replaceAll(/\s+/g, ' '),
    is: 'comment',
    help: false,
  }));
  visit(program, {is: 'string', help: false}, (node, place) => {
    const own = contentOf(node);
    if (own !== undefined) found.push({path, line: lineAt(node.start), text: own, ...place});
  });
  return found;
}

type Place = Pick<Said, 'is' | 'help'>;

function visit(node: Node, place: Place, take: (node: Node, place: Place) => void): void {
  if (UNREAD.has(node.type)) return;
  take(node, place);
  const inside = place.help || isHelp(node) ? {...place, help: true} : place;
  const title = titleOf(node);
  for (const child of childrenOf(node))
    if (child !== sourceOf(node))
      visit(child, child === title ? {...inside, is: 'title'} : {...inside, is: 'string'}, take);
}

/** Types, and what only refers to other files. */
const UNREAD = new Set(['ImportDeclaration', 'ImportExpression', 'TSLiteralType']);

const sourceOf = (node: Node): unknown => (/^Export/.test(node.type) ? (node as {source?: unknown}).source : undefined);

const isHelp = (node: Node): boolean => {
  const {type, key, static: isStatic} = node as Node & {key?: {name?: string}; static?: boolean};
  return type === 'PropertyDefinition' && isStatic === true && HELP.has(key?.name ?? '');
};

const HELP = new Set(['summary', 'description', 'examples', 'usage', 'args', 'flags', 'baseFlags']);

/** The title of `test('…')`, `describe.each(…)('…')` and the like. */
function titleOf(node: Node): Node | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const call = node as Node & {callee: Node; arguments: readonly Node[]};
  return isTest(call.callee) ? call.arguments[0] : undefined;
}

function isTest(callee: Node): boolean {
  const {name, object, callee: inner} = callee as Node & {name?: string; object?: Node; callee?: Node};
  if (callee.type === 'Identifier') return name === 'test' || name === 'describe' || name === 'it';
  if (callee.type === 'MemberExpression') return isTest(object!);
  return callee.type === 'CallExpression' && inner!.type === 'MemberExpression' && isTest(inner!);
}

function contentOf(node: Node): string | undefined {
  if (node.type === 'Literal') {
    const {value} = node as Node & {value: unknown};
    return typeof value === 'string' ? value : undefined;
  }
  if (node.type !== 'TemplateLiteral') return undefined;
  const {quasis, expressions} = node as unknown as TemplateLiteral;
  return quasis.map(({value: {cooked}}, index) => (cooked ?? '') + placeOf(expressions[index])).join('');
}

/** The program has its name in oclif's configuration: `${bin} apply`, `${this.config.bin} apply`. */
function placeOf(expression: Node | undefined): string {
  if (expression === undefined) return '';
  const {name, property} = expression as Node & {name?: string; property?: {name?: string}};
  return name === 'bin' || property?.name === 'bin' ? 'quorate' : VALUE;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);
