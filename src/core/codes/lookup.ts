import {own} from '../own.js';
import {PREFLIGHT_FAMILIES} from './catalogue/preflight.js';
import {CATALOGUE, type Kind, TABLES} from './catalogue.js';
import type {Code, EntryCode} from './code.js';
import type {Entry} from './entry.js';
import {exitCode} from './exit-code.js';
import {RENAMED} from './renamed.js';

/** What is known of a code. */
export interface Known extends Entry {
  /** In the spelling in which it is printed; a family of checks by its name alone: `Port`. */
  readonly code: Code | EntryCode;
  readonly kind: Kind;
  /** What the process exits with because of it; none for what does not make a command fail. */
  readonly exitCode?: number;
  /** The earlier name that was asked for. */
  readonly renamedFrom?: string;
}

/**
 * What is known of a code, of a preflight check with or without what follows its name (`Port-6443`), or of an earlier
 * name of a code, in any letter case.
 */
export function lookUp(text: string): Known | undefined {
  const folded = text.toLowerCase();
  const code = BY_FOLDED_NAME.get(folded);
  if (code !== undefined) return known(code);
  const family = PREFLIGHT_FAMILIES.find(name => folded.startsWith(`${name.toLowerCase()}-`));
  if (family !== undefined) return known(family, `${family}${text.slice(family.length)}` as Code);
  const renamed = own(RENAMED, folded);
  return renamed === undefined ? undefined : {...known(renamed as EntryCode), renamedFrom: folded};
}

const ENTRY_CODES = (Object.keys(CATALOGUE) as EntryCode[]).toSorted((one, other) => (one < other ? -1 : 1));
const BY_FOLDED_NAME: ReadonlyMap<string, EntryCode> = new Map(ENTRY_CODES.map(code => [code.toLowerCase(), code]));
const WITHOUT_QUORUM: readonly string[] = ['etcd/quorum-lost', 'etcd/unmanaged-no-quorum'] satisfies EntryCode[];

/** What stands for a value where no case is at hand, unless it is the name of the value in capitals. */
const PLACES: Readonly<Record<string, string>> = {
  actual: 'NAME',
  down: 'each host whose member is down',
  part: 'the hosts of one part',
  remove: 'quorate remove HOST',
  server: 'VERSION',
};

function known(entry: EntryCode, code: Code | EntryCode = entry): Known {
  const {level, title, explanation, ...rest}: Entry = CATALOGUE[entry];
  const remedy = rest.remedy.replaceAll(/\{(\w+)\}/g, (_, place: string) => own(PLACES, place) ?? place.toUpperCase());
  const kind = (Object.keys(TABLES) as Kind[]).find(each => Object.hasOwn(TABLES[each], entry))!;
  const exit = level === 'error' ? {exitCode: exitFor(kind, code as Code)} : {};
  return {code, kind, level, ...exit, title, explanation, remedy};
}

/** `topology check` exits with 5 without quorum, and with 1 because of any other error. */
function exitFor(kind: Kind, code: Code): number {
  if (kind !== 'finding') return exitCode(code);
  return WITHOUT_QUORUM.includes(code) ? 5 : 1;
}

/** Every code of the catalogue, in alphabetical order. */
export const ALL: readonly Known[] = ENTRY_CODES.map(code => known(code));
