import {anyArch, type Release} from '../../artifacts/bundle.js';
import type {DesiredCluster} from '../../model/desired.js';
import {imageOf} from '../artifacts.js';
import {coreDns} from './coredns.js';
import {flannelAccess} from './flannel.js';
import {kubeadmConfig} from './kubeadm-config.js';
import type {KubeObject} from './object.js';
import {kubeadmAccess} from './rbac.js';

/**
 * The objects of a cluster, in the order in which they are applied. Every value is in the form in which the API stores
 * it: another form would be reported as drift.
 *
 * kube-public/cluster-info is not among them: hosts get the CA over SSH.
 */
export const clusterObjects = (desired: DesiredCluster, release: Release): readonly KubeObject[] => [
  ...kubeadmAccess(),
  kubeadmConfig(desired),
  ...(desired.network.plugin === 'flannel' ? flannelAccess() : []),
  ...coreDns(desired, imageOf(anyArch(release), 'coredns')),
];
