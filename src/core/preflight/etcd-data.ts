import type {Finding} from '../cluster/finding.js';
import {error, type Subject} from './check.js';
import {ownsUnit} from './ownership.js';

const DATA = '/var/lib/etcd';

/** Data that no marker vouches for is another cluster's, or of a member whose marker was lost: never started on. */
export const etcdData = ({name, member, facts}: Subject): readonly Finding[] => {
  const data = facts.directories.get(DATA);
  if (member === undefined || data === undefined || data.empty) return [];
  if (facts.etcdMarker?.state === 'removed')
    return [
      error(
        'DirAvailable--var-lib-etcd',
        `${name}: ${DATA} holds the data of a member that was removed from its cluster`,
        `finish its removal with \`quorate remove ${name}\`; or, on ${name}: move ${DATA} away once nobody needs that data`,
      ),
    ];
  // Between the start of a member and its marker lies a moment at which a run can be cut: the unit vouches then.
  if (facts.etcdMarker !== undefined || ownsUnit(facts, 'etcd.service')) return [];
  return [
    error(
      'DirAvailable--var-lib-etcd',
      `${name}: ${DATA} is not empty, and nothing says that its data belongs to this cluster`,
      `on ${name}: find out whose data it is, and move ${DATA} away; quorate does not delete it`,
    ),
  ];
};
