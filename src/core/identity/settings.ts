import type {DesiredCluster} from '../model/desired.js';
import {settingsOfKubeadmConfig} from '../render/kube/kubeadm-config.js';
import {apiServerCertificate} from './certificates.js';
import {type IdentityCheck, type IdentitySubject, readHosts} from './subject.js';
import {unmanagedEtcdClusterId} from './unmanaged-etcd.js';

/** Has the configuration the settings that the cluster was built with? */
export const settings: IdentityCheck = subject => [...edited(subject), ...otherEtcd(subject)];

const edited: IdentityCheck = subject => {
  const {desired} = subject;
  const found = recordedIn(subject);
  return Object.entries(desired.settings).flatMap(([setting, value]) => {
    const other = found.find(each => each.settings[setting] !== undefined && each.settings[setting] !== value);
    if (other === undefined) return [];
    const old = other.settings[setting]!;
    return [
      {
        code: 'identity/setting-changed' as const,
        message: `${setting}: is ${old} in the cluster, and ${value} in the configuration`,
        evidence: [`${other.by} has ${old}`],
        values: {setting, old},
      },
    ];
  });
};

/** Endpoints may change, but they must be those of the etcd with the data of this cluster. */
const otherEtcd: IdentityCheck = subject => {
  const found = unmanagedEtcdClusterId(subject.observed);
  const recorded = readHosts(subject).flatMap(({name, facts: {identity}}) =>
    identity?.known === true && identity.value.founded && identity.value.store !== undefined
      ? [{by: name, store: identity.value.store}]
      : [],
  )[0];
  if (found === undefined || recorded === undefined || recorded.store === found) return [];
  return [
    {
      code: 'identity/setting-changed',
      message: `spec.etcd.endpoints: belong to the etcd cluster ${found}, and the data of this cluster is in ${recorded.store}`,
      evidence: [`${recorded.by} has recorded ${recorded.store}`],
      values: {setting: 'spec.etcd.endpoints', old: `endpoints of the etcd cluster ${recorded.store}`},
    },
  ];
};

interface Recorded {
  readonly by: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** On its hosts; for a cluster that was built before hosts recorded settings, in its API and certificates. */
function recordedIn(subject: IdentitySubject): readonly Recorded[] {
  const onHosts = readHosts(subject).flatMap(({name, facts: {identity}}): readonly Recorded[] =>
    identity?.known === true && identity.value.cluster === subject.clusterIdentity?.cluster
      ? [{by: name, settings: identity.value.settings}]
      : [],
  );
  const isRecorded = readHosts(subject).some(({facts: {identity}}) => identity !== undefined);
  return isRecorded ? onHosts : [...inApi(subject.desired, subject), ...inCertificates(subject)];
}

function inApi(desired: DesiredCluster, {observed}: IdentitySubject): readonly Recorded[] {
  if (!observed.kube.known) return [];
  const recorded = settingsOfKubeadmConfig(desired, observed.kube.value.objects);
  return recorded === undefined ? [] : [{by: 'the ConfigMap kube-system/kubeadm-config', settings: recorded}];
}

/** Without an API server: certificates show the service range and the DNS domain. */
const inCertificates = (subject: IdentitySubject): readonly Recorded[] =>
  readHosts(subject).flatMap(({name, facts}): readonly Recorded[] => {
    const certificate = apiServerCertificate(facts);
    if (certificate === undefined) return [];
    const {apiServiceIp} = subject.desired.network;
    const range = certificate.addresses.includes(apiServiceIp)
      ? {}
      : {'spec.network.serviceCidr': `a range without ${apiServiceIp}`};
    const domain = certificate.domain === undefined ? {} : {'spec.network.dnsDomain': certificate.domain};
    return [{by: `the certificate of the API server on ${name}`, settings: {...range, ...domain}}];
  });
