import {listed} from '../format.js';
import {parseTerms} from '../restore/terms.js';
import {type IdentityCheck, readHosts} from './subject.js';

/** Hosts on which etcd does not start until an interrupted restore is complete. */
export const restoreInterrupted: IdentityCheck = subject => {
  const markers = readHosts(subject).flatMap(({name, facts: {etcdMarker, etcdMarkerCopy}}) => {
    const marker = [etcdMarker, etcdMarkerCopy].find(each => each?.state === 'restoring');
    return marker === undefined
      ? []
      : [{name, terms: parseTerms(marker.restore ?? ''), hadMember: marker.memberId !== undefined}];
  });
  const [first] = markers;
  if (first === undefined) return [];
  const snapshot = first.terms?.snapshot;
  return [
    {
      // A cluster that is built again from a backup has no members before.
      code: markers.some(({hadMember}) => hadMember) ? 'etcd/restore-interrupted' : 'backup/restore-interrupted',
      message: `the restore of the snapshot with the SHA-256 ${snapshot ?? 'unknown'} was interrupted: etcd does not start on ${listed(markers.map(({name}) => name))}`,
      evidence: markers.map(({name, terms}) => `${name}: ${terms?.token ?? 'terms unknown'}`),
    },
  ];
};
