import {type Family, familyOf} from '../../network/address.js';
import {cidrContains, cidrsOverlap, parseCidr} from '../../network/cidr.js';
import {type Draft, hostsOf} from './check.js';
import {fileAddresses} from './file-addresses.js';

type Kind = 'podCidr' | 'serviceCidr';

/** Ranges that seldom have another use, the usual one first. */
const RANGES: Readonly<Record<Kind, Readonly<Record<Family, readonly string[]>>>> = {
  podCidr: {
    IPv4: ['10.244.0.0/16', '172.20.0.0/16', '192.168.0.0/16', '10.128.0.0/11', '172.16.0.0/13'],
    IPv6: ['fd00:10:244::/48', 'fd00:10:245::/48', 'fd00:10:246::/48'],
  },
  serviceCidr: {
    IPv4: ['10.96.0.0/12', '172.28.0.0/16', '10.200.0.0/16', '192.168.128.0/17'],
    IPv6: ['fd00:10:96::/112', 'fd00:10:97::/112', 'fd00:10:98::/112'],
  },
};

/** A range with room for the nodes, apart from the other range and from every address of the file. */
export function freeRange(kind: Kind, family: Family, draft: Draft, other: string | undefined): string | undefined {
  const addresses = fileAddresses(draft);
  return RANGES[kind][family].find(
    range =>
      !addresses.some(({address}) => cidrContains(range, address)) &&
      (other === undefined || familyOf(other) !== family || !cidrsOverlap(range, other)) &&
      (kind === 'serviceCidr' || hasRoom(range, family, hostsOf(draft).length)),
  );
}

/** Each node has a /24, or a /64. */
const hasRoom = (range: string, family: Family, nodes: number): boolean =>
  2 ** ((family === 'IPv4' ? 24 : 64) - parseCidr(range).prefix) >= nodes;

/** `podCidr: 10.244.0.0/16 and serviceCidr: 10.96.0.0/12`, for those that are to be set; undefined if one is not free. */
export function freeRangesText(kinds: readonly Kind[], family: Family, draft: Draft): string | undefined {
  const {podCidr, serviceCidr} = draft.spec?.network ?? {};
  const pods = kinds.includes('podCidr')
    ? freeRange('podCidr', family, draft, kinds.length > 1 ? undefined : serviceCidr)
    : podCidr;
  const services = kinds.includes('serviceCidr') ? freeRange('serviceCidr', family, draft, pods) : serviceCidr;
  const ranges = kinds.map(kind => ({kind, range: kind === 'podCidr' ? pods : services}));
  if (ranges.some(({range}) => range === undefined)) return undefined;
  return ranges.map(({kind, range}) => `${kind}: ${JSON.stringify(range)}`).join(', ');
}
