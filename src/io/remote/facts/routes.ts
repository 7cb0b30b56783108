import type {RouteFact, Surroundings} from '../../../core/model/surroundings.js';
import {addressOfHex} from './network.js';

/** Of both families, without the default route, multicast, and addresses of a link or of the host itself. */
export const routesIn = (files: ReadonlyMap<string, readonly string[]>): readonly RouteFact[] | undefined =>
  files.has('/proc/net/route') || files.has('/proc/net/ipv6_route')
    ? [...ofIpv4(files.get('/proc/net/route') ?? []), ...ofIpv6(files.get('/proc/net/ipv6_route') ?? [])]
    : undefined;

/** Families with a default route in the main table; one that rejects, or drops, is none. */
export const defaultRoutesIn = (
  files: ReadonlyMap<string, readonly string[]>,
): NonNullable<Surroundings['defaultRoutes']> => [
  ...((files.get('/proc/net/route') ?? []).some(isIpv4Default) ? (['IPv4'] as const) : []),
  ...((files.get('/proc/net/ipv6_route') ?? []).some(isIpv6Default) ? (['IPv6'] as const) : []),
];

function isIpv4Default(line: string): boolean {
  const [device, to, , flags = '', , , , mask] = line.trim().split(/\s+/);
  // A blackhole has no interface, and the flags of a route.
  return device !== '*' && to === NOWHERE && mask === NOWHERE && isForwarding(flags);
}

function isIpv6Default(line: string): boolean {
  const fields = line.trim().split(/\s+/);
  const [to, prefix] = fields;
  return to === NOWHERE.repeat(4) && prefix === '00' && fields.at(-1) !== 'lo' && isForwarding(fields.at(-2) ?? '');
}

const NOWHERE = '00000000';

/** RTF_UP without RTF_REJECT. */
const isForwarding = (flags: string): boolean =>
  /^[0-9a-fA-F]{4,8}$/.test(flags) && (Number.parseInt(flags, 16) & 0x201) === 1;

/** Interface, Destination, …, Mask: columns of hexadecimal numbers in the order of the host's bytes. */
const ofIpv4 = (lines: readonly string[]): readonly RouteFact[] =>
  lines.flatMap(line => {
    const [device = '', to = '', , , , , , mask = ''] = line.trim().split(/\s+/);
    if (!HEX_8.test(to) || !HEX_8.test(mask) || mask === '00000000') return [];
    return [{to: `${addressOfHex(to)}/${bits(mask)}`, interface: device}];
  });

/** Destination and its prefix length first, the interface last: the bytes in their order. */
const ofIpv6 = (lines: readonly string[]): readonly RouteFact[] =>
  lines.flatMap(line => {
    const fields = line.trim().split(/\s+/);
    const [to = '', prefix = ''] = fields;
    if (!/^[0-9a-f]{32}$/.test(to) || !/^[0-9a-f]{2}$/.test(prefix)) return [];
    const length = Number.parseInt(prefix, 16);
    if (length === 0 || length > 128 || /^(ff|fe[89ab])/.test(to) || fields.at(-1) === 'lo') return [];
    return [{to: `${to.match(/.{4}/g)!.join(':')}/${length}`, interface: fields.at(-1)!}];
  });

const HEX_8 = /^[0-9A-F]{8}$/;

const bits = (mask: string): number => [...Number.parseInt(mask, 16).toString(2)].filter(bit => bit === '1').length;
