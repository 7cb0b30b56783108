import {compareVersions, minorOf, newest} from './version.js';

/** Older versions may promote a learner that lags behind. */
export const OLDEST_ETCD = '3.5.24';

/** The newest version that is tested with a Kubernetes version; undefined if there is none. */
export const etcdFor = (kubernetesVersion: string, etcdVersions: readonly string[]): string | undefined => {
  const minors = suitedMinors(kubernetesVersion);
  return newest(
    etcdVersions.filter(version => minors.includes(minorOf(version)) && compareVersions(version, OLDEST_ETCD) >= 0),
  );
};

/** The minor versions of etcd that suit a Kubernetes version. */
export const suitedMinors = (kubernetesVersion: string): readonly string[] => {
  if (compareVersions(kubernetesVersion, '1.37.0-0') >= 0) return ['3.6', '3.7'];
  return compareVersions(kubernetesVersion, '1.34.0-0') >= 0 ? ['3.6'] : ['3.5', '3.6'];
};
