import ipaddr from 'ipaddr.js';

export type Family = 'IPv4' | 'IPv6';

/** "10.0.0.5" or "fd00::5"; not the shortened, octal and hexadecimal IPv4 forms, which tools read in different ways. */
export const isAddress = (text: string): boolean =>
  // The characters first: the parser is slow for names, and most texts are names.
  /^[\d.]+$/.test(text) ? ipaddr.IPv4.isValidFourPartDecimal(text) : text.includes(':') && isPlainIpv6(text);

export const familyOf = (address: string): Family => (address.includes(':') ? 'IPv6' : 'IPv4');

/** The canonical form: "fd00::5" for "FD00:0::5". */
export const canonicalAddress = (address: string): string => ipaddr.parse(address).toString();

/** An address in its canonical form; a name as it is. */
export const canonicalHost = (host: string): string => (isAddress(host) ? canonicalAddress(host) : host);

/** The kind of an address: "unicast" and "private" are reachable from other hosts, "loopback" and others are not. */
export const addressKind = (address: string): string => ipaddr.parse(address).range();

export const addressNumber = (address: string): bigint =>
  ipaddr
    .parse(address)
    .toByteArray()
    .reduce((number, byte) => number * 256n + BigInt(byte), 0n);

export function addressOfNumber(number: bigint, family: Family): string {
  const length = family === 'IPv4' ? 4 : 16;
  const byte = (index: number) => Number((number >> BigInt(8 * (length - 1 - index))) & 255n);
  return ipaddr.fromByteArray(Array.from({length}, (_, index) => byte(index))).toString();
}

function isPlainIpv6(text: string): boolean {
  return !text.includes('%') && ipaddr.IPv6.isValid(text) && !ipaddr.IPv6.parse(text).isIPv4MappedAddress();
}
