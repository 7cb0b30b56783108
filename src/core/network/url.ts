/** An address as the host part of a URL: IPv6 goes into brackets. */
export const urlHost = (address: string): string => (address.includes(':') ? `[${address}]` : address);
