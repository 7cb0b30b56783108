import {Failure} from '../../failure.js';
import {etcdId} from '../../model/names.js';
import type {EtcdMarker} from '../../model/observed.js';

/** Beside the data directory, not inside: it must outlive a data directory that was lost. */
export const ETCD_MARKER = '/var/lib/quorate/etcd-member';
/** The same text outside /var: a lost or replaced /var takes data and marker with it, and this one stays. */
export const ETCD_MARKER_COPY = '/etc/etcd/member';
export const ETCD_MARKERS = [ETCD_MARKER, ETCD_MARKER_COPY] as const;

/** `name=value` lines, as the start guard and the observation of a host read them. */
export const etcdMarkerText = ({state, clusterId, memberId}: EtcdMarker): string =>
  [
    `state=${state}`,
    ...(clusterId === undefined ? [] : [`clusterId=${clusterId}`]),
    ...(memberId === undefined ? [] : [`memberId=${memberId}`]),
    '',
  ].join('\n');

/**
 * @param text the marker's content, empty when there is no marker.
 * @throws Failure 'etcd/garbled-marker' for a marker that is there and does not say its state: no marker would mean
 *   that nothing was ever here.
 */
export function parseEtcdMarker(text: string): EtcdMarker | undefined {
  if (text.trim() === '') return undefined;
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];
  const [state, clusterId, memberId] = [value('state'), value('clusterId'), value('memberId')];
  if (!isMarkerState(state))
    throw new Failure('etcd/garbled-marker', `${ETCD_MARKER} does not say what this host is to its etcd cluster.`, {
      suggestions: [`Look at ${ETCD_MARKER} on the host; its first line must be state=${STATES.join(', ')}.`],
    });
  return {
    state,
    ...(clusterId === undefined ? {} : {clusterId: etcdId(clusterId)}),
    ...(memberId === undefined ? {} : {memberId: etcdId(memberId)}),
  };
}

const STATES: readonly EtcdMarker['state'][] = ['forming', 'learner', 'member', 'leaving', 'removed'];

export const isMarkerState = (text: string | undefined): text is EtcdMarker['state'] =>
  STATES.some(state => state === text);
