import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import {restrictTo} from '../model/scope.js';
import {CAS} from './cas.js';
import {readCertificate, validityOf} from './certificate-file.js';
import {certificateAt, expectedOn} from './inventory.js';
import {isEnding, type Validity} from './lifetimes.js';
import type {CaName} from './types.js';

export interface Ending {
  readonly host: HostName;
  readonly path: string;
  readonly validity: Validity;
}

/** Certificates of these hosts, CAs excepted, that have so little time left that they would be renewed. */
export function endingOn(
  names: readonly HostName[],
  desired: DesiredCluster,
  {hosts}: Pick<ObservedCluster, 'hosts'>,
  now: Date,
): readonly Ending[] {
  return names.flatMap(host => {
    const facts = hosts.get(host);
    if (facts?.known !== true) return [];
    return expectedOn(restrictTo(desired, new Set([host])), host).flatMap(each => {
      const certificate = each.kind === 'ca' ? undefined : certificateAt(each, facts.value);
      const validity = certificate && validityOf(certificate);
      return validity && isEnding(validity, now) ? [{host, path: each.path, validity}] : [];
    });
  });
}

/** CAs that are valid and end soon: what they sign ends with them. All control planes have the same. */
export function endingCas(
  {controlPlanes, unmanagedEtcd}: DesiredCluster,
  {hosts}: Pick<ObservedCluster, 'hosts'>,
  now: Date,
): readonly Ending[] {
  return (Object.keys(CAS) as CaName[])
    .filter(name => name !== 'etcd-ca' || unmanagedEtcd === undefined)
    .flatMap(name => {
      const path = CAS[name].certPath;
      for (const {host} of controlPlanes) {
        const facts = hosts.get(host);
        const text = facts?.known === true ? facts.value.publicTexts.get(path) : undefined;
        const certificate = text === undefined ? undefined : readCertificate(text);
        if (certificate === undefined) continue;
        const validity = validityOf(certificate);
        return validity.notAfter > now && isEnding(validity, now) ? [{host, path, validity}] : [];
      }
      return [];
    });
}
