import {addressNumber, addressOfNumber, type Family, familyOf, isAddress} from './address.js';

/** A range of addresses, first and last included. */
export interface Cidr {
  readonly family: Family;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** "10.244.0.0/16" or "fd00::/64". */
export function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  return (
    rest.length === 0 && isAddress(address) && /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits(address)
  );
}

/** @throws RangeError for a text that is not a CIDR. */
export function parseCidr(text: string): Cidr {
  if (!isCidr(text)) throw new RangeError(`"${text}" is not a CIDR`);
  const [address = '', prefix = ''] = text.split('/');
  const size = 1n << BigInt(bits(address) - Number(prefix));
  const given = addressNumber(address);
  const first = given - (given % size);
  return {family: familyOf(address), prefix: Number(prefix), first, last: first + size - 1n};
}

/**
 * The address n places after the first of the range: 1 is the first that a host may have.
 * @throws RangeError when the range ends before it.
 */
export function nthAddress(cidr: string, n: number): string {
  const {family, first, last} = parseCidr(cidr);
  const address = first + BigInt(n);
  if (address < first || address > last) throw new RangeError(`${cidr} has no address number ${n}`);
  return addressOfNumber(address, family);
}

export function cidrsOverlap(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

export function cidrContains(cidr: string, address: string): boolean {
  const {family, first, last} = parseCidr(cidr);
  const number = addressNumber(address);
  return family === familyOf(address) && first <= number && number <= last;
}

/** How many addresses the range has. */
export const cidrSize = (cidr: string): bigint => {
  const {first, last} = parseCidr(cidr);
  return last - first + 1n;
};

/** The range with its host bits cleared: "10.96.0.0/12" for "10.96.0.5/12". */
export const canonicalCidr = (cidr: string): string => {
  const {family, first, prefix} = parseCidr(cidr);
  return `${addressOfNumber(first, family)}/${prefix}`;
};

const bits = (address: string): number => (familyOf(address) === 'IPv4' ? 32 : 128);
