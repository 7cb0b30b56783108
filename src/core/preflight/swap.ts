import type {Finding} from '../cluster/finding.js';
import {error, type Subject, warning} from './check.js';

/** kubelet does not start with swap on; etcd starts, and misses its heartbeats while its pages come back. */
export const swap = ({name, facts, node, member}: Subject): readonly Finding[] => {
  if (!facts.swap) return [];
  const where = facts.container === undefined ? name : `the machine that ${name} is a container of`;
  const fix = `on ${where}: swapoff -a, and take swap out of /etc/fstab`;
  if (node !== undefined) return [error('Swap', `${name}: swap is on, and kubelet does not start with it`, fix)];
  return member === undefined
    ? []
    : [warning('Swap', `${name}: swap is on, which makes an etcd member slow to answer when memory is short`, fix)];
};
