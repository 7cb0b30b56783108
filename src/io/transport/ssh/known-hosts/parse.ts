import {createHmac, timingSafeEqual} from 'node:crypto';
import {patternList} from '../wildcard.js';
import {keyTypeOf} from './fingerprint.js';

/** Whether a line matches a host name, written `host` or `[host]:port`. */
export type HostPattern = (name: string) => boolean;

/** The first word of a known_hosts line: a hash `|1|salt|hash`, or names and patterns with `*`, `?` and `!`. */
const hostPattern = (hosts: string): HostPattern =>
  hosts.startsWith('|') ? hashed(hosts) : patternList(hosts.toLowerCase().split(','));

const hashed = (hosts: string): HostPattern => {
  const [, version, salt, hash] = hosts.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return () => false;
  const expected = Buffer.from(hash, 'base64');
  return name => {
    const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  };
};

/** One line of a known_hosts file. */
export interface KnownKey {
  readonly file: string;
  readonly line: number;
  readonly marker?: 'revoked' | 'cert-authority';
  readonly matches: HostPattern;
  readonly type: string;
  /** The public key in wire format. */
  readonly key: Buffer;
}

/** Every readable line; others are passed over, as ssh does, since they can never accept a host. */
export const parseKnownHosts = (text: string, file: string): readonly KnownKey[] =>
  text.split('\n').flatMap((line, index) => parseLine(line.trim(), file, index + 1) ?? []);

const parseLine = (text: string, file: string, line: number): KnownKey | undefined => {
  if (text === '' || text.startsWith('#')) return undefined;
  const words = text.split(/\s+/);
  const marker = text.startsWith('@') ? words.shift()?.slice(1) : undefined;
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return undefined;
  const [hosts, type, base64] = words;
  if (hosts === undefined || type === undefined || base64 === undefined) return undefined;
  const key = Buffer.from(base64, 'base64');
  if (keyTypeOf(key) !== type) return undefined;
  return {file, line, matches: hostPattern(hosts), type, key, ...(marker === undefined ? {} : {marker})};
};
