import {createHmac, timingSafeEqual} from 'node:crypto';

/** Is this line about the host of that name, written `host` or `[host]:port`? */
export type HostPattern = (name: string) => boolean;

/** The first word of a known_hosts line: a hash `|1|salt|hash`, or names and patterns with `*`, `?` and `!`. */
export const hostPattern = (hosts: string): HostPattern =>
  hosts.startsWith('|') ? hashed(hosts) : listed(hosts.toLowerCase().split(','));

const hashed = (hosts: string): HostPattern => {
  const [, version, salt, hash] = hosts.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return () => false;
  const expected = Buffer.from(hash, 'base64');
  return name => {
    const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  };
};

const listed = (patterns: readonly string[]): HostPattern => {
  const refused = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => wildcard(pattern.slice(1)));
  const wanted = patterns.filter(pattern => !pattern.startsWith('!')).map(wildcard);
  return name => wanted.some(glob => glob.test(name)) && !refused.some(glob => glob.test(name));
};

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
