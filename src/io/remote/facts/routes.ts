import type {RouteFact} from '../../../core/model/surroundings.js';
import {addressOfHex} from './network.js';

/** Of both families, without the default route, multicast, and addresses of a link or of the host itself. */
export const routesIn = (files: ReadonlyMap<string, readonly string[]>): readonly RouteFact[] | undefined =>
  files.has('/proc/net/route') || files.has('/proc/net/ipv6_route')
    ? [...ofIpv4(files.get('/proc/net/route') ?? []), ...ofIpv6(files.get('/proc/net/ipv6_route') ?? [])]
    : undefined;

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
