import {Failure} from '../../failure.js';
import {etcdId} from '../../model/names.js';
import type {EtcdMarker} from '../../model/observed.js';

/** Beside the data directory, not in it: it must remain if the data directory is lost. */
export const ETCD_MARKER = '/var/lib/quorate/etcd-member';
/** A copy outside /var: it remains if /var is lost or replaced together with data and marker. */
export const ETCD_MARKER_COPY = '/etc/etcd/member';
export const ETCD_MARKERS = [ETCD_MARKER, ETCD_MARKER_COPY] as const;

/** `name=value` lines, as read by the start guard and the facts of a host. */
export const etcdMarkerText = ({state, clusterId, memberId, restore}: EtcdMarker): string =>
  [
    `state=${state}`,
    ...(clusterId === undefined ? [] : [`clusterId=${clusterId}`]),
    ...(memberId === undefined ? [] : [`memberId=${memberId}`]),
    ...(restore === undefined ? [] : [`restore=${restore}`]),
    '',
  ].join('\n');

/**
 * @param text the content of the marker, empty if there is no marker.
 * @throws Failure 'etcd/garbled-marker' for a marker without a valid state: an absent marker means that there was never a
 *   member.
 */
export function parseEtcdMarker(text: string): EtcdMarker | undefined {
  if (text.trim() === '') return undefined;
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];
  const [state, clusterId, memberId, restore] = [
    value('state'),
    value('clusterId'),
    value('memberId'),
    value('restore'),
  ];
  if (!isMarkerState(state))
    throw new Failure('etcd/garbled-marker', `Reading the etcd marker: ${ETCD_MARKER} has no valid state.`, {
      suggestions: [
        `on the host, if ${ETCD_MARKER_COPY} has state=member, restore the marker from it: \`cp -p ${ETCD_MARKER_COPY} ${ETCD_MARKER}\``,
      ],
    });
  return {
    state,
    ...(clusterId === undefined ? {} : {clusterId: etcdId(clusterId)}),
    ...(memberId === undefined ? {} : {memberId: etcdId(memberId)}),
    ...(restore === undefined ? {} : {restore}),
  };
}

const STATES: readonly EtcdMarker['state'][] = ['forming', 'learner', 'member', 'leaving', 'removed', 'restoring'];

export const isMarkerState = (text: string | undefined): text is EtcdMarker['state'] =>
  STATES.some(state => state === text);
