import type {Product} from '../product.js';
import type {BundleVersions} from '../versions.js';
import {coredns} from './coredns.js';
import {etcd} from './etcd.js';
import {kubernetes} from './kubernetes.js';
import {cniPlugins, flannel} from './network.js';
import {agnhost, pause} from './pods.js';
import {containerd, runc} from './runtime.js';

/**
 * Everything a bundle holds, in two lanes that are built side by side: while one downloads or links, which keeps one
 * core busy at most, the other compiles. What comes of one module stays in one lane, for its packages are compiled once.
 */
export const productLanes = (versions: BundleVersions): readonly (readonly Product[])[] => [
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
    ...flannel(versions.flannel),
    ...coredns(versions.coredns),
  ],
];
