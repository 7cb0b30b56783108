import type {DesiredCluster} from '../cluster/desired.js';
import {settingsOfKubeadmConfig} from '../render/kube/kubeadm-config.js';
import {type IdentityCheck, type IdentitySubject, readHosts} from './subject.js';

/** Does the configuration say what the cluster was founded with? */
export const settings: IdentityCheck = subject => {
  const {desired} = subject;
  const wanted = {'metadata.name': desired.name, ...desired.settings};
  const found = recordedIn(subject);
  return Object.entries(wanted).flatMap(([setting, value]) => {
    const other = found.find(each => each.settings[setting] !== undefined && each.settings[setting] !== value);
    if (other === undefined) return [];
    const old = other.settings[setting]!;
    return [
      {
        code: 'identity/setting-changed' as const,
        message: `${setting}: is ${old} in the cluster, and ${value} in the configuration`,
        evidence: [`${other.by} says ${old}`],
        values: {setting, old},
      },
    ];
  });
};

interface Recorded {
  readonly by: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** On its hosts; of a cluster that was built before they recorded it, in its API. */
function recordedIn(subject: IdentitySubject): readonly Recorded[] {
  const onHosts = readHosts(subject).flatMap(({name, facts: {identity}}): readonly Recorded[] =>
    identity?.known === true && identity.value.cluster === subject.ours?.cluster
      ? [{by: name, settings: {...identity.value.settings, 'metadata.name': identity.value.clusterName}}]
      : [],
  );
  const isRecorded = readHosts(subject).some(({facts: {identity}}) => identity !== undefined);
  return isRecorded ? onHosts : inApi(subject.desired, subject);
}

function inApi(desired: DesiredCluster, {observed}: IdentitySubject): readonly Recorded[] {
  if (!observed.kube.known) return [];
  const recorded = settingsOfKubeadmConfig(desired, observed.kube.value.objects);
  return recorded === undefined ? [] : [{by: 'the ConfigMap kube-system/kubeadm-config', settings: recorded}];
}
