import type {KnownKey} from './parse.js';

export type HostKeyStatus =
  | {readonly is: 'known'}
  | {readonly is: 'revoked'; readonly by: KnownKey}
  /** Another key is known, of this type or another: an attacker may choose the type. */
  | {readonly is: 'changed'; readonly known: readonly KnownKey[]}
  | {readonly is: 'unknown'; readonly cas: readonly KnownKey[]};

/**
 * What the known keys say of `key`, shown by the server at `host` and `port`. Like ssh, a server on a port of its own
 * that no line names may show the key of the host itself.
 */
export const judge = (known: readonly KnownKey[], host: string, port: number, key: Buffer): HostKeyStatus => {
  const names = lookupNames(host, port);
  const revoked = known.find(
    line => line.marker === 'revoked' && names.some(name => line.matches(name)) && line.key.equals(key),
  );
  if (revoked) return {is: 'revoked', by: revoked};
  const [verdict, fallback] = names.map(name => judgeAs(name, known, key));
  if (verdict?.is === 'unknown' && fallback?.is === 'known') return fallback;
  return verdict ?? {is: 'unknown', cas: []};
};

/** The types of key that are known for a host. */
export const knownTypes = (known: readonly KnownKey[], host: string, port: number): readonly string[] => {
  const types = lookupNames(host, port).map(name =>
    known.filter(line => line.marker === undefined && line.matches(name)).map(line => line.type),
  );
  return types.find(list => list.length > 0) ?? [];
};

/** How known_hosts writes a server. */
export const knownHostsName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

const lookupNames = (host: string, port: number): readonly string[] =>
  port === 22 ? [host.toLowerCase()] : [knownHostsName(host, port), host.toLowerCase()];

const judgeAs = (name: string, known: readonly KnownKey[], key: Buffer): HostKeyStatus => {
  const about = known.filter(line => line.matches(name));
  const plain = about.filter(line => line.marker === undefined);
  if (plain.some(line => line.key.equals(key))) return {is: 'known'};
  if (plain.length > 0) return {is: 'changed', known: plain};
  return {is: 'unknown', cas: about.filter(line => line.marker === 'cert-authority')};
};
