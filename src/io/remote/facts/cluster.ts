import {identityFrom} from '../../../core/identity/parse.js';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import {type HostIdentity, IDENTITY, IDENTITY_COPY} from '../../../core/model/identity-record.js';
import {etcdId} from '../../../core/model/names.js';
import type {EtcdMarker} from '../../../core/model/observed.js';
import {ETCD_MARKER, ETCD_MARKER_COPY, isMarkerState} from '../../../core/render/etcd/marker.js';
import {type Answer, texts} from './answer.js';

/** The answer of ctr is a table: reference, type, digest, and more. Its log is among it: such lines are left out. */
export function imagesIn(answer: Answer): Fact<ReadonlyMap<string, string>> {
  const [word = '', ...lines] = answer.lines('images');
  if (word.startsWith('unknown\t')) return unknown(word.slice('unknown\t'.length));
  if (word === 'none') return known(new Map());
  if (word !== 'known') throw answer.garbled(`"${word}" in the section "images"`);
  return known(
    new Map(
      lines.flatMap(line => {
        const [, image, digest] = /^(\S+) +\S+ +(sha256:[0-9a-f]{64})(?: |$)/.exec(line) ?? [];
        return image === undefined || digest === undefined ? [] : [[image, digest] as const];
      }),
    ),
  );
}

/** Undefined only when both files are absent: the script prints an empty line before each existing file. */
export function identityIn(answer: Answer): Fact<HostIdentity> | undefined {
  const found = texts(answer, 'records');
  return identityFrom(found.get(IDENTITY)?.slice(1), found.get(IDENTITY_COPY)?.slice(1));
}

/** A marker that is not understood is not absent: the host may have a member. */
export function etcdMarkerIn(answer: Answer, section: 'marker' | 'marker-copy'): EtcdMarker | undefined {
  const lines = answer.lines(section).filter(line => line !== '');
  if (lines.length === 0) return undefined;
  const fields = new Map(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const state = fields.get('state');
  const clusterId = fields.get('clusterId');
  const memberId = fields.get('memberId');
  const restore = fields.get('restore');
  if (!isMarkerState(state)) {
    throw answer.garbled(
      `${section === 'marker' ? ETCD_MARKER : ETCD_MARKER_COPY} has ${state === undefined ? 'no state' : `the unknown state ${state}`}`,
      `on this host, compare ${ETCD_MARKER} with ${ETCD_MARKER_COPY} and restore the damaged one from the other`,
    );
  }
  return {
    state,
    ...(clusterId ? {clusterId: etcdId(clusterId)} : {}),
    ...(memberId ? {memberId: etcdId(memberId)} : {}),
    ...(restore ? {restore} : {}),
  };
}
