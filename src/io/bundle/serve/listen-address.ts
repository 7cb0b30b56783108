import {isIP} from 'node:net';
import {networkInterfaces} from 'node:os';
import {Failure} from '../../../core/failure.js';

export interface ListenAddress {
  /** undefined: all addresses of this machine. */
  readonly address: string | undefined;
  readonly port: number;
}

/**
 * "8480" is a port of the loopback address, ":8480" one of all addresses, as "0.0.0.0:8480" and "[::]:8480", and "10.0.0.5:8480" or "[fd00::5]:8480" is an
 * address with its port.
 * @throws Failure usage/listen
 */
export const listenAddress = (text: string): ListenAddress => {
  const [, own, port = ''] = /^(?:(|\[[^[\]]+\]|[^:[\]]+):)?(\d{1,5})$/.exec(text) ?? [];
  const address = own?.replace(/^\[|\]$/g, '');
  const isValid = port !== '' && Number(port) < 65_536 && (!address || address === 'localhost' || isIP(address) !== 0);
  if (!isValid)
    throw new Failure('usage/listen', `--listen "${text}" is not a port, or an address and a port`, {
      suggestions: ['quorate bundle serve --listen 10.0.0.5:8480', 'quorate bundle serve --listen :8480'],
    });
  const isWildcard = address === '' || address === '0.0.0.0' || address === '::';
  return {address: isWildcard ? undefined : (address ?? '127.0.0.1'), port: Number(port)};
};

export const isLoopback = ({address}: ListenAddress): boolean =>
  address !== undefined && /^(127\.|::1$|localhost$)/.test(address);

/** The URLs under which other machines reach the server, the first one first. */
export const urlsOf = ({address, port}: ListenAddress, isSecure: boolean): readonly string[] =>
  (address === undefined ? ownAddresses() : [address]).map(
    each => `${isSecure ? 'https' : 'http'}://${each.includes(':') ? `[${each}]` : each}:${port}`,
  );

const ownAddresses = (): readonly string[] => {
  const outside = Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(({internal, address}) => !internal && !address.startsWith('fe80:'));
  const sorted = outside.toSorted((a, b) => a.family.localeCompare(b.family)).map(({address}) => address);
  return sorted.length === 0 ? ['127.0.0.1'] : sorted;
};
