import {patternList} from '../wildcard.js';
import type {Directive} from './read.js';

/** Where to connect, as it is typed for ssh. */
export interface Destination {
  readonly name: string;
  /** A user that is set elsewhere, like `ssh -l`. */
  readonly user?: string;
  /** Who logs in if nothing sets a user. */
  readonly defaultUser: string;
  readonly localUser: string;
}

/** The first value of a keyword wins; these collect theirs. */
const COLLECTED = new Set(['identityfile', 'certificatefile']);
/** These have several values in one line. */
const LISTS = new Set(['userknownhostsfile', 'globalknownhostsfile']);
const PROXIES = ['proxycommand', 'proxyjump'];

/**
 * The values for a destination, by keyword in lower case. As in ssh, `Match final` reads everything a second time, with
 * `Host` and `Match host` comparing the HostName. `Match exec` never applies: it would run commands.
 */
export const valuesFor = (
  files: readonly (readonly Directive[])[],
  destination: Destination,
): ReadonlyMap<string, readonly string[]> => {
  const values = new Map<string, readonly string[]>();
  let isFinal = false;
  let wantsFinal = false;
  if (destination.user !== undefined) values.set('user', [destination.user]);

  const hostName = (): string => values.get('hostname')?.[0] ?? destination.name;

  /** `ProxyJump none` leaves a later ProxyCommand on; every other value of one switches the other off. */
  const isProxySet = (keyword: string): boolean =>
    values.has('proxycommand') ||
    (values.has('proxyjump') && (keyword === 'proxyjump' || values.get('proxyjump')?.[0]?.toLowerCase() !== 'none'));

  const set = ({keyword, words, text}: Directive): void => {
    const before = values.get(keyword);
    const [word] = words;
    // ssh has resolved the name before it reads everything again.
    if (word === undefined || (isFinal && keyword === 'hostname')) return;
    if (COLLECTED.has(keyword)) values.set(keyword, [...new Set([...(before ?? []), word])]);
    else if (PROXIES.includes(keyword) && isProxySet(keyword)) return;
    else if (before === undefined) values.set(keyword, firstValue(keyword, word, words, text));
  };

  const firstValue = (keyword: string, word: string, words: readonly string[], text: string): readonly string[] => {
    if (LISTS.has(keyword)) return words;
    if (keyword === 'hostname') return [word.replace(/%([%h])/g, (_, is) => (is === 'h' ? destination.name : '%'))];
    return [keyword === 'proxycommand' ? text : word];
  };

  const criterion = (name: string, value: string): boolean | undefined => {
    const list = (text: string, patterns = value) => patternList(patterns.split(','))(text);
    switch (name) {
      case 'all':
        return true;
      case 'final':
        wantsFinal = true;
        return isFinal;
      case 'canonical':
        return isFinal;
      case 'host':
        return list(hostName().toLowerCase(), value.toLowerCase());
      case 'originalhost':
        return list(destination.name.toLowerCase(), value.toLowerCase());
      case 'user':
        return list(values.get('user')?.[0] ?? destination.defaultUser);
      case 'localuser':
        return list(destination.localUser);
      default:
        return undefined;
    }
  };

  const matches = (words: readonly string[]): boolean => {
    const left = words.flatMap(word => /^(!?[a-z]+)=(.*)$/is.exec(word)?.slice(1) ?? [word]);
    let all = true;
    while (left.length > 0) {
      const [, not, name = ''] = /^(!?)(.*)$/s.exec((left.shift() ?? '').toLowerCase()) ?? [];
      const holds = criterion(name, ALONE.has(name) ? '' : (left.shift() ?? ''));
      if (holds === undefined || holds === (not === '!')) all = false;
    }
    return all;
  };

  /** Sections inside a file that a section without a match includes never apply. */
  const read = (directives: readonly Directive[], applies: boolean): void => {
    let active = applies;
    for (const directive of directives) {
      const {keyword, words, included} = directive;
      if (keyword === 'host') active = applies && patternList(words)(isFinal ? hostName() : destination.name);
      else if (keyword === 'match') active = matches(words) && applies;
      else if (included) for (const file of included) read(file, active);
      else if (active) set(directive);
    }
  };

  for (const file of files) read(file, true);
  values.set('hostname', [asResolved(hostName())]);
  isFinal = wantsFinal;
  if (isFinal) for (const file of files) read(file, true);
  return values;
};

/** Names are the same in upper and lower case; those of interfaces, as in fe80::1%Eth0, are not. */
const asResolved = (name: string): string => (name.includes('%') ? name : name.toLowerCase());

const ALONE = new Set(['all', 'final', 'canonical']);
