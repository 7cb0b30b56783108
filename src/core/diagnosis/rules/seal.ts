import {type Case, knownValue} from '../case.js';
import type {Raised} from '../rule.js';

/** A member whose marker or start file does not say that it belongs to the formed cluster. */
export const sealRule = ({due, evidence, membership}: Case): readonly Raised[] =>
  due.flatMap(action => {
    const facts = action.kind === 'etcd/seal' ? knownValue(evidence.observed.hosts.get(action.host)) : undefined;
    if (action.kind !== 'etcd/seal' || facts === undefined || !membership.known || !evidence.observed.etcd.known)
      return [];
    const marker = facts.etcdMarker;
    const said =
      marker === undefined ? 'there is no marker' : `the marker says ${marker.state} ${marker.memberId ?? ''}`.trim();
    return [
      {
        code: 'etcd/not-sealed',
        host: action.host,
        message: `${action.host}: its member is not sealed`,
        evidence: [said],
      },
    ];
  });
