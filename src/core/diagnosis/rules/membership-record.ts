import type {EtcdMarker} from '../../model/observed.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/**
 * A voter whose marker or start file does not say that it belongs to the formed cluster for good. A learner, and one
 * that is not in the list, are found by that: they are not to be sealed.
 */
export const membershipRecordRule = ({due, evidence, membership}: DiagnosisContext): readonly RawFinding[] =>
  due.flatMap(action => {
    if (action.kind !== 'etcd/record-member' || !membership.known || !evidence.observed.etcd.known) return [];
    const facts = knownValue(evidence.observed.hosts.get(action.host));
    const votes = membership.value.members.some(({host, learner}) => host === action.host && !learner);
    return facts === undefined || !votes ? [] : [unsealed(action.host, facts.etcdMarker)];
  });

function unsealed(host: string, marker: EtcdMarker | undefined): RawFinding {
  if (marker?.state === 'leaving')
    return {
      code: 'etcd/removal-unfinished',
      host,
      message: `${host}: its member was on its way out and still votes`,
      evidence: [markerText(marker)],
    };
  return {
    code: 'etcd/membership-not-recorded',
    host,
    message: `${host}: its member is not sealed`,
    evidence: [markerText(marker)],
  };
}

/** What lies beside the data of a member, in words. */
export const markerText = (marker: EtcdMarker | undefined): string =>
  marker === undefined ? 'there is no marker' : `the marker says ${marker.state} ${marker.memberId ?? ''}`.trim();
