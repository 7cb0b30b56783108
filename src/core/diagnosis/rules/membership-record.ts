import type {EtcdMarker} from '../../model/observed.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/**
 * A voter whose marker or start file does not say that it belongs to an existing cluster. Learners, and members that are
 * not in the member list, are findings of their own: their membership must not be recorded.
 */
export const membershipRecordRule = ({due, evidence, membership}: DiagnosisContext): readonly RawFinding[] =>
  due.flatMap(action => {
    if (action.kind !== 'etcd/record-member' || !membership.known || !evidence.observed.etcd.known) return [];
    const facts = knownValue(evidence.observed.hosts.get(action.host));
    const votes = membership.value.members.some(({host, learner}) => host === action.host && !learner);
    return facts === undefined || !votes ? [] : [unrecorded(action.host, facts.etcdMarker)];
  });

function unrecorded(host: string, marker: EtcdMarker | undefined): RawFinding {
  if (marker?.state === 'leaving')
    return {
      code: 'etcd/removal-unfinished',
      host,
      message: `${host}: removal of its etcd member was interrupted; it is still a voter`,
      evidence: [markerText(marker)],
    };
  return {
    code: 'etcd/membership-not-recorded',
    host,
    message: `${host}: membership of its etcd member is not recorded`,
    evidence: [markerText(marker)],
  };
}

/** What the marker next to the data of a member says. */
export const markerText = (marker: EtcdMarker | undefined): string =>
  marker === undefined ? 'there is no marker' : `the marker says ${marker.state} ${marker.memberId ?? ''}`.trim();
