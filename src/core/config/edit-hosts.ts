import {isDeepStrictEqual} from 'node:util';
import {Failure} from '../failure.js';
import type {ClusterConfig} from '../model/config.js';
import type {HostName} from '../model/names.js';
import {type Entries, type Entry, edited, entriesOf, type TextEdit} from './edit-entries.js';
import {type HostKeys, keyEdits} from './edit-keys.js';
import {type ParsedConfig, parseConfig} from './parse.js';
import {renderProblems} from './render-problems.js';
import {type Replacement, replacedHost, withReplaced, withSuccessor} from './replacement.js';

/**
 * The same text with the new host in the entry of the old one: its name, address and SSH settings. Comments, order, quotes
 * and anchors stay.
 * @throws Failure config/hosts-not-editable; config/invalid if that is no valid configuration
 */
export function withHostReplaced(text: string, replacement: Replacement): string {
  const {mark, source} = withoutMark(text);
  const before = configOf(source);
  const {entries, entry} = entryOf(source, replacement.old);
  const after = edited(source, editsFor(entries, entry, before, replacement));
  const why = `the entry of ${replacement.old} cannot be changed`;
  return `${mark}${checked(after, withReplaced(before, replacement), why)}`;
}

/**
 * The same text with an entry for the new host behind that of the old one, which it is a copy of. Undefined if that is no
 * valid configuration: two hosts with one address, or more load balancers than there may be.
 * @throws Failure config/hosts-not-editable
 */
export function withHostBeside(text: string, replacement: Replacement): string | undefined {
  const {mark, source} = withoutMark(text);
  const before = configOf(source);
  const {entries, entry} = entryOf(source, replacement.old);
  const edits = editsFor(entries, entry, before, replacement);
  const longer = edits.reduce((sum, {start, end, value}) => sum + value.length - (end - start), 0);
  const copy = edited(source, edits).slice(entry.start, entry.end + longer);
  const after = edited(source, [entries.insertion(entry, copy)]);
  if ('problems' in parseConfig(after)) return undefined;
  const why = `no entry can be added behind that of ${replacement.old}`;
  return `${mark}${checked(after, withSuccessor(before, replacement), why)}`;
}

/**
 * The same text without a host. Comments above and below its entry stay. A text without the host stays as it is.
 * @throws Failure config/hosts-not-editable; config/invalid if that is no valid configuration
 */
export function withoutHost(text: string, name: HostName): string {
  const {mark, source} = withoutMark(text);
  const before = configOf(source);
  if (!before.hosts.some(host => host.name === name)) return text;
  const {entries, entry} = entryOf(source, name);
  const hosts = before.hosts.filter(host => host.name !== name);
  const after = edited(source, [entries.removal(entry)]);
  return `${mark}${checked(after, {...before, hosts}, `the entry of ${name} cannot be deleted`)}`;
}

/** Positions are counted without the byte order mark. */
const withoutMark = (text: string) => {
  const source = text.replace(/^\uFEFF/, '');
  return {mark: text.slice(0, text.length - source.length), source};
};

function entryOf(source: string, name: HostName): {readonly entries: Entries; readonly entry: Entry} {
  const entries = entriesOf(source);
  const entry = entries?.find(name);
  if (entries === undefined || entry === undefined)
    throw notEditable(`the entry of ${name} is not written out in spec.hosts`);
  return {entries, entry};
}

function editsFor(
  entries: Entries,
  entry: Entry,
  config: ClusterConfig,
  replacement: Replacement,
): readonly TextEdit[] {
  const edits = keyEdits(entries, entry, keysOf(config, replacement));
  if (edits === undefined)
    throw notEditable(`the entry of ${replacement.old} is not written in a way that can be edited`);
  return edits;
}

/** Only what differs. */
function keysOf(config: ClusterConfig, replacement: Replacement): HostKeys {
  const old = config.hosts.find(({name}) => name === replacement.old)!;
  const host = replacedHost(old, replacement);
  const differs = (key: 'name' | 'address' | 'sshAddress' | 'connection') =>
    host[key] !== undefined && host[key] !== old[key] ? {[key]: host[key]} : {};
  const {sshUser, sshPort} = replacement;
  const ssh = {
    ...(sshUser === undefined ? {} : {user: sshUser}),
    ...(sshPort === undefined ? {} : {port: sshPort}),
  };
  return {...differs('name'), ...differs('address'), ...differs('sshAddress'), ...differs('connection'), ssh};
}

function configOf(source: string): ClusterConfig {
  const parsed = parseConfig(source);
  if ('problems' in parsed) throw notEditable('it is not valid');
  return parsed.config;
}

/** Whether the text means what it should, whatever anchors and merge keys it has. */
function checked(after: string, wanted: ClusterConfig, why: string): string {
  const parsed: ParsedConfig = parseConfig(after);
  if ('problems' in parsed)
    throw new Failure(
      'config/invalid',
      `the edited configuration would not be valid:\n${renderProblems(parsed.problems, 'edited')}`,
      {
        suggestions: ['edit spec.hosts by hand, then run the same command again'],
      },
    );
  if (isDeepStrictEqual(parsed.config, wanted)) return after;
  throw notEditable(`${why}: other parts of the file depend on it`);
}

const notEditable = (why: string): Failure =>
  new Failure('config/hosts-not-editable', `cannot edit spec.hosts in the configuration: ${why}`, {
    suggestions: ['add the new host to spec.hosts by hand, then run the same command again'],
  });
