import type {DesiredCluster} from '../../model/desired.js';
import type {Release} from '../../versions/bundle.js';
import {imageOf} from '../artifacts.js';
import {coreDns} from './coredns.js';
import {flannelAccess} from './flannel.js';
import {kubeadmConfig} from './kubeadm-config.js';
import type {KubeObject} from './object.js';
import {kubeadmAccess} from './rbac.js';

/**
 * What a cluster needs in its API, in apply order. Every value stands as the API stores it, because a live object
 * that says the same in other words would be seen as drift.
 *
 * kube-public/cluster-info is not among them: it carries the CA, and hosts get that over SSH.
 */
export const clusterObjects = (desired: DesiredCluster, release: Release): readonly KubeObject[] => [
  ...kubeadmAccess(),
  kubeadmConfig(desired),
  ...(desired.network.plugin === 'flannel' ? flannelAccess() : []),
  ...coreDns(desired, imageOf(release, 'coredns')),
];
