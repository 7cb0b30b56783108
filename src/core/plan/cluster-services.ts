import type {Action} from '../actions/action.js';
import {FLANNEL_GROUP} from '../model/flannel-user.js';
import type {HostName} from '../model/names.js';
import {readCertificate} from '../pki/certificate-file.js';
import {readKubeconfig} from '../pki/kubeconfig.js';
import {bindsFormerUser, flannelAccess} from '../render/kube/flannel.js';
import {type KubeObject, objectKey} from '../render/kube/object.js';
import {clusterObjects} from '../render/kube/objects.js';
import {KUBECONFIG} from '../render/paths.js';
import type {PlanInput} from './input.js';

interface ClusterServices {
  /** What services of hosts are permitted: before any of them uses a user that is new. */
  readonly access: readonly Action[];
  /** Everything, at the end: what is permitted no longer is then taken away. */
  readonly services: readonly Action[];
}

/**
 * The objects of the cluster. While no API server answers, nothing can be permitted, and none of these services can do
 * its work: then all of it comes at the end.
 */
export function clusterServices(input: PlanInput): ClusterServices {
  const {desired, release, observed} = input;
  if (desired.controlPlanes.length === 0) return {access: [], services: []};
  const hasFlannel = desired.network.plugin === 'flannel';
  const isBound = hasFlannel && isFormerUserBound(input);
  const access = flannelAccess({former: isBound});
  const last = new Map(
    flannelAccess({former: isBound && isFormerUserNeeded(input)}).map(each => [objectKey(each), each]),
  );
  return {
    access: hasFlannel && observed.kube.known ? access.map(apply) : [],
    services: clusterObjects(desired, release).map(object => apply(last.get(objectKey(object)) ?? object)),
  };
}

const apply = (object: KubeObject): Action => ({kind: 'kube/apply', object});

const isFormerUserBound = ({observed: {kube}}: PlanInput): boolean =>
  kube.known && flannelAccess().some(object => bindsFormerUser(kube.value.objects.get(objectKey(object))));

/** Every node in this run gets its own user before the services; one that is left out may still use the former one. */
const isFormerUserNeeded = (input: PlanInput): boolean =>
  input.desired.nodes.some(({host}) => isLeftOut(host, input) && !hasOwnUser(host, input));

const isLeftOut = (host: HostName, {leftOut, observed}: PlanInput): boolean =>
  leftOut?.has(host) === true || observed.hosts.get(host)?.known !== true;

function hasOwnUser(host: HostName, {observed}: PlanInput): boolean {
  const facts = observed.hosts.get(host);
  const text = facts?.known === true ? facts.value.publicTexts.get(KUBECONFIG.flannel) : undefined;
  const held = text === undefined ? undefined : readKubeconfig(text);
  const certificate = held === undefined ? undefined : readCertificate(held.certPem);
  return certificate?.toLegacyObject().subject.O === FLANNEL_GROUP;
}
