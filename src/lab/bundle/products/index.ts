import type {Versions} from '../../../core/artifacts/bundle.js';
import type {Product} from '../product.js';
import {coredns} from './coredns.js';
import {etcd} from './etcd.js';
import {kubernetes} from './kubernetes.js';
import {cniPlugins, flannel, flannelCniPlugin} from './network.js';
import {agnhost, pause} from './pods.js';
import {containerd, runc} from './runtime.js';

/**
 * All products of a bundle, in two lanes that are built in parallel: while one downloads or links, which uses one core at
 * most, the other compiles. The products of one module are in one lane, because their packages are compiled once.
 */
export const productLanes = (versions: Required<Versions>): readonly (readonly Product[])[] => [
  [
    ...kubernetes(versions.kubernetes),
    ...pause(versions.pause, versions.kubernetes),
    ...agnhost(versions.agnhost, versions.kubernetes),
  ],
  [
    ...etcd(versions.etcd),
    ...containerd(versions.containerd),
    ...runc(versions.runc),
    ...cniPlugins(versions['cni-plugins']),
    ...flannelCniPlugin(versions['flannel-cni-plugin']),
    ...flannel(versions.flannel),
    ...coredns(versions.coredns),
  ],
];
