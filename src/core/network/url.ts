import {canonicalAddress, isAddress} from './address.js';

/** An address as the host part of a URL: IPv6 goes into brackets. */
export const urlHost = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** The URL with its IPv6 address in canonical form; any other text is returned as it is. */
export const canonicalUrl = (text: string): string =>
  text.replace(/^([a-z][a-z0-9+.-]*:\/\/\[)([^\]]*:[^\]]*)(?=\])/i, (matched, before: string, address: string) =>
    isAddress(address) ? `${before}${canonicalAddress(address)}` : matched,
  );
