import type {Finding} from '../cluster/finding.js';
import {error, type Subject} from './check.js';
import {ownsUnit, runs} from './ownership.js';

/** A running unit of a name that quorate uses, from a package or from kubeadm: replacing it would end what it serves. */
export const foreignServices = ({name, facts, node, member}: Subject): readonly Finding[] =>
  [...(node === undefined ? [] : NODE_UNITS), ...(member === undefined ? [] : ['etcd'])]
    .filter(unit => runs(facts, `${unit}.service`) && !ownsUnit(facts, `${unit}.service`))
    .map(unit =>
      error(
        `Service-${unit}`,
        `${name}: runs a ${unit}.service that is not quorate's`,
        `on ${name}, if nothing needs it: systemctl disable --now ${unit}.service`,
      ),
    );

const NODE_UNITS = ['containerd', 'kubelet', 'kube-proxy', 'flanneld'];
