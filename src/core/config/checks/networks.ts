import {listed} from '../../format.js';
import {addressNumber, familyOf} from '../../network/address.js';
import {canonicalCidr, cidrContains, cidrSize, cidrsOverlap, parseCidr} from '../../network/cidr.js';
import type {ConfigIssue, Path} from '../problem.js';
import {type Check, type Draft, hostsOf} from './check.js';
import {fileAddresses} from './file-addresses.js';
import {freeRange} from './free-range.js';

const POD_CIDR: Path = ['spec', 'network', 'podCidr'];
const SERVICE_CIDR: Path = ['spec', 'network', 'serviceCidr'];

/** The ranges of pods and services must not overlap with each other, nor contain an address of the file. */
export const networksApart: Check = function* (draft, where) {
  const {podCidr, serviceCidr} = draft.spec?.network ?? {};
  if (podCidr && serviceCidr && cidrsOverlap(podCidr, serviceCidr)) {
    yield {
      code: 'config/overlapping-networks',
      path: SERVICE_CIDR,
      message: `serviceCidr ${serviceCidr}${where(SERVICE_CIDR)} and podCidr ${podCidr}${where(POD_CIDR)} overlap`,
      suggestion: 'choose ranges that no other network uses, for example 10.244.0.0/16 and 10.96.0.0/12',
    };
  }
  const addresses = fileAddresses(draft);
  for (const [what, kind, cidr, other] of [
    ['pod', 'podCidr', podCidr, serviceCidr],
    ['service', 'serviceCidr', serviceCidr, podCidr],
  ] as const) {
    if (cidr === undefined) continue;
    const [first, ...more] = addresses.filter(({address}) => cidrContains(cidr, address));
    if (first === undefined) continue;
    const others = more.length === 0 ? '' : `, and so are ${listed(more.map(({address}) => address))}`;
    const free = freeRange(kind, familyOf(cidr), draft, other);
    yield {
      code: 'config/address-in-network',
      path: first.path,
      message: `${first.address} is in the ${what} network ${cidr}${where(['spec', 'network', kind])}${others}`,
      suggestion: `choose a ${what} network without addresses of this file${free === undefined ? '' : `, for example spec.network.${kind}: ${JSON.stringify(free)}`}; or another address`,
    };
  }
};

/** A range must have no host bits set, so that the file shows the range that is used. */
export const canonicalRanges: Check = function* (draft) {
  const {podCidr, serviceCidr} = draft.spec?.network ?? {};
  for (const [path, cidr] of [
    [POD_CIDR, podCidr],
    [SERVICE_CIDR, serviceCidr],
  ] as const) {
    if (!cidr || addressNumber(cidr.split('/')[0] ?? '') === parseCidr(cidr).first) continue;
    yield {
      code: 'config/not-a-range',
      path,
      message: `${cidr} has host bits set`,
      suggestion: `write ${canonicalCidr(cidr)}`,
    };
  }
};

const SMALLEST_SERVICE_RANGE = 16n;
const MOST_SERVICE_BITS = 20;

/** kubeadm's limits: the DNS service has the tenth address, and the API server keeps a bitmap of the range. */
export const serviceRangeSize: Check = function* (draft) {
  const cidr = draft.spec?.network?.serviceCidr;
  if (!cidr) return;
  const issue = (message: string, suggestion: string): ConfigIssue => ({
    code: 'config/service-range-size',
    path: SERVICE_CIDR,
    message,
    suggestion,
  });
  const size = cidrSize(cidr);
  const [smallest, largest] = [bits(cidr) - 4, bits(cidr) - MOST_SERVICE_BITS];
  if (size < SMALLEST_SERVICE_RANGE) {
    const message = `${cidr} has ${size} ${size === 1n ? 'address' : 'addresses'}: too few for services; the cluster DNS has the tenth`;
    yield issue(message, `use a /${smallest} or larger`);
  } else if (parseCidr(cidr).prefix < largest) {
    yield issue(
      `${cidr} is larger than a /${largest}, the largest service range that Kubernetes accepts`,
      `use a /${largest} or smaller`,
    );
  }
};

const bits = (cidr: string): number => (familyOf(cidr) === 'IPv4' ? 32 : 128);

/** The controller manager gives each node a range of podCidr, and stops if none is left. */
export const podRangeSize: Check = function* (draft) {
  const cidr = draft.spec?.network?.podCidr;
  if (!cidr) return;
  const {prefix} = parseCidr(cidr);
  const perNode = nodeMask(draft, cidr);
  const nodes = hostsOf(draft).filter(({host}) =>
    host.roles?.some(role => role === 'control-plane' || role === 'worker'),
  );
  const where = {code: 'config/pod-range-size', path: ['spec', 'network', 'podCidr']} as const;
  if (perNode - prefix > 16) {
    yield {
      ...where,
      message: `${cidr} is too large: Kubernetes splits at most a /${perNode - 16} into ranges of a /${perNode}`,
      suggestion: `use a /${perNode - 16} or smaller`,
    };
    return;
  }
  const room = prefix > perNode ? 0 : 2 ** (perNode - prefix);
  if (room < nodes.length || room === 0) {
    yield {
      ...where,
      message: `${cidr} has /${perNode} ranges for ${room} of the ${nodes.length} nodes`,
      suggestion: `use a /${perNode - Math.ceil(Math.log2(Math.max(nodes.length, 1)))} or larger`,
    };
  }
};

function nodeMask(draft: Draft, cidr: string): number {
  const family = familyOf(cidr);
  const flags = new Set(['node-cidr-mask-size', `node-cidr-mask-size-${family.toLowerCase()}`]);
  const given = draft.spec?.extraArgs?.['kube-controller-manager']?.findLast(arg => arg?.name && flags.has(arg.name));
  return Number(given?.value) || (family === 'IPv4' ? 24 : 64);
}
