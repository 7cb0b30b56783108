import {canonicalCidr, isCidr} from '../../../core/network/cidr.js';
import type {Answer} from '../../remote/facts/answer.js';

/**
 * flanneld writes the address of the bridge for pods, with the prefix of its range: "10.244.1.1/24". Undefined without the
 * file, and for what is not such a text.
 */
export function podRangeIn(answer: Answer): string | undefined {
  const [text = ''] = answer.has('pod-range') ? answer.lines('pod-range').filter(Boolean) : [];
  return isCidr(text) ? canonicalCidr(text) : undefined;
}
