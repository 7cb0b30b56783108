import type {KnownKey} from './parse.js';

export type HostKeyStatus =
  | {readonly is: 'known'}
  | {readonly is: 'revoked'; readonly by: KnownKey}
  /** Another key is known, of this type or another: an attacker can choose the type. */
  | {readonly is: 'changed'; readonly known: readonly KnownKey[]}
  | {readonly is: 'unknown'; readonly cas: readonly KnownKey[]};

/**
 * The status of `key`, presented by the server at `host` and `port`. Like ssh, a server on another port than 22 that has
 * no line of its own may present the key of the host.
 */
export const judge = (known: readonly KnownKey[], host: string, port: number, key: Buffer): HostKeyStatus => {
  const names = lookupNames(host, port);
  const revoked = known.find(
    line => line.marker === 'revoked' && names.some(name => line.matches(name)) && line.key.equals(key),
  );
  if (revoked) return {is: 'revoked', by: revoked};
  const [status, fallback] = names.map(name => judgeAs(name, known, key));
  if (status?.is === 'unknown' && fallback?.is === 'known') return fallback;
  return status ?? {is: 'unknown', cas: []};
};

/** The types of key that are known for a host. */
export const knownTypes = (known: readonly KnownKey[], host: string, port: number): readonly string[] => {
  const types = lookupNames(host, port).map(name =>
    known.filter(line => line.marker === undefined && line.matches(name)).map(line => line.type),
  );
  return types.find(list => list.length > 0) ?? [];
};

/** The name of a server in known_hosts. */
export const knownHostsName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

const lookupNames = (host: string, port: number): readonly string[] =>
  port === 22 ? [host.toLowerCase()] : [knownHostsName(host, port), host.toLowerCase()];

const judgeAs = (name: string, known: readonly KnownKey[], key: Buffer): HostKeyStatus => {
  const matching = known.filter(line => line.matches(name));
  const plain = matching.filter(line => line.marker === undefined);
  if (plain.some(line => line.key.equals(key))) return {is: 'known'};
  if (plain.length > 0) return {is: 'changed', known: plain};
  return {is: 'unknown', cas: matching.filter(line => line.marker === 'cert-authority')};
};
