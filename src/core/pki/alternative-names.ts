import ipaddr from 'ipaddr.js';
import {canonicalAddress, isAddress} from '../network/address.js';
import type {DesiredCert} from './types.js';

type Sans = DesiredCert['sans'];

/** Names and addresses as the two kinds of subject alternative names, without duplicates. */
export function sansOf(...names: readonly string[]): Sans {
  const ip = names.filter(isAddress).map(canonicalAddress);
  const dns = names.filter(name => !isAddress(name)).map(name => name.toLowerCase());
  return {dns: [...new Set(dns)], ip: [...new Set(ip)]};
}

export const NO_SANS: Sans = {dns: [], ip: []};

/** The bytes of an address as encoded in a certificate. */
export const addressBytes = (address: string): Uint8Array => Uint8Array.from(ipaddr.parse(address).toByteArray());
