import type {DesiredHost} from '../model/desired.js';
import {type HostIdentity, IDENTITY, IDENTITY_COPY, UNRECORDED} from '../model/identity-record.js';
import type {HostFacts} from '../model/observed.js';
import {KUBECONFIG} from '../render/paths.js';
import {addressesInCertificates, clusterInKubeconfig, nameInCertificates} from './certificates.js';
import {type IdentityCheck, type IdentityProblem, type IdentitySubject, machineIdOf, readHosts} from './subject.js';

/** Is each machine the host of the configuration, and of this cluster? */
export const ofHost: IdentityCheck = subject => [
  ...answeringForLost(subject),
  ...readHosts(subject).flatMap(host => {
    const {identity} = host.facts;
    if (identity === undefined) return unrecorded(host, subject);
    if (identity.known) return recorded(host, identity.value, subject);
    return [
      {
        code: 'identity/unreadable' as const,
        host: host.name,
        message: `${host.name}: its identity cannot be read: ${identity.why}`,
        evidence: [],
        values: {files: `${IDENTITY} and ${IDENTITY_COPY}`},
      },
    ];
  }),
];

/** A lost host is not changed, but another host of this cluster must not answer at its address. */
function answeringForLost({desired, observed, lost, clusterIdentity}: IdentitySubject): readonly IdentityProblem[] {
  return [...lost].flatMap(name => {
    const facts = observed.hosts.get(name);
    const identity = facts?.known === true ? facts.value.identity : undefined;
    if (identity?.known !== true || identity.value.cluster !== clusterIdentity?.cluster) return [];
    const {host} = identity.value;
    const isAnother = host !== name && desired.hosts.some(each => each.name === host);
    return isAnother ? [otherHost(name, host, [`recorded: ${host}`])] : [];
  });
}

type ReadHost = DesiredHost & {readonly facts: HostFacts};

/** Only the first mismatch is reported: in another cluster the host name means nothing. */
function recorded(
  {name, address, facts}: ReadHost,
  identity: HostIdentity,
  {desired, clusterIdentity}: IdentitySubject,
): readonly IdentityProblem[] {
  const evidence = [
    `recorded: ${identity.host} at ${identity.address}, cluster ${identity.clusterName} (${identity.cluster})`,
  ];
  if (identity.cluster !== clusterIdentity?.cluster)
    return [
      otherCluster(
        name,
        {cluster: identity.clusterName, id: identity.cluster},
        `${identity.clusterName} (${identity.cluster}) as ${identity.host}, and the configuration describes ${desired.name}`,
        evidence,
      ),
    ];
  if (identity.host !== name) return [otherHost(name, identity.host, evidence)];
  if (identity.machineId !== machineIdOf(facts))
    return [
      {
        code: 'identity/other-machine',
        host: name,
        message: `${name}: its machine id is ${machineIdOf(facts)}, and ${identity.machineId} when it joined`,
        evidence,
      },
    ];
  return identity.address === address ? [] : [addressChanged(name, identity.address, address, evidence)];
}

/** A host that joined before identities were recorded is identified by its certificates. */
function unrecorded({name, address, facts}: ReadHost, {desired}: IdentitySubject): readonly IdentityProblem[] {
  if (facts.owned.size === 0) return [];
  const cluster = clusterInKubeconfig(facts);
  if (cluster !== undefined && cluster !== desired.name)
    return [
      otherCluster(name, {cluster, id: UNRECORDED}, `${cluster}, and the configuration describes ${desired.name}`, [
        `${KUBECONFIG.kubelet} names ${cluster}`,
      ]),
    ];
  const certified = nameInCertificates(facts);
  if (certified !== undefined && certified !== name)
    return [otherHost(name, certified, [`its certificates name ${certified}`])];
  const addresses = addressesInCertificates(facts);
  if (addresses.length === 0 || addresses.includes(address)) return [];
  return [addressChanged(name, addresses.join(', '), address, [`its certificates name ${addresses.join(', ')}`])];
}

const otherCluster = (
  host: string,
  values: {readonly cluster: string; readonly id: string},
  belongsTo: string,
  evidence: readonly string[],
): IdentityProblem => ({
  code: 'identity/other-cluster',
  host,
  message: `${host}: belongs to the cluster ${belongsTo}`,
  evidence,
  values,
});

const otherHost = (host: string, actual: string, evidence: readonly string[]): IdentityProblem => ({
  code: 'identity/other-host',
  host,
  message: `${host}: the machine that answers is ${actual}`,
  evidence,
  values: {actual},
});

export const addressChanged = (
  host: string,
  old: string,
  wanted: string,
  evidence: readonly string[],
): IdentityProblem => ({
  code: 'identity/address-changed',
  host,
  message: `${host}: its address is ${old} in the cluster, and ${wanted} in the configuration`,
  evidence,
  values: {old},
});
