import {familyOf} from '../../network/address.js';
import {parseCidr} from '../../network/cidr.js';
import {type Check, type Draft, hostsOf} from './check.js';

/** The controller manager gives each node a range out of the pods' range; it stops when there is none left. */
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
      message: `${cidr} has room for ${room} nodes with a /${perNode} each, and there are ${nodes.length}`,
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
