import {entries} from '../entry.js';

export const PLACEMENT = entries({
  'etcd/voters-even': {
    level: 'warning',
    title: 'Even number of voters',
    explanation:
      'An even number tolerates no more failures than the odd number below it, and there is one more voter that can fail: four voters tolerate 1 failure, as three do. Two voters tolerate none.',
    remedy:
      'add an etcd member to the configuration (in a running cluster then: `quorate join HOST`), or remove one: `quorate remove HOST`; with two voters: `quorate remove HOST --accept-reduced-tolerance`',
  },
  'etcd/voters-many': {
    level: 'warning',
    title: 'More than seven voters',
    explanation:
      'Each write waits for a majority of the voters. The etcd documentation advises against more than seven: they make writes slower.',
    remedy: 'use seven etcd members or fewer; in a running cluster: `quorate remove HOST --accept-reduced-tolerance`',
  },
  'etcd/one-zone': {
    level: 'warning',
    title: 'All voters are in one zone',
    explanation: 'Hosts of a zone can fail together. If this zone is lost, the cluster and its data are lost.',
    remedy: 'place the members in three zones, so that no zone has a majority',
  },
  'etcd/zone-holds-majority': {
    level: 'warning',
    title: 'One zone has a majority of the voters',
    explanation:
      'If this zone is lost, etcd loses quorum, although the cluster tolerates the loss of single hosts. Three zones with a third of the voters each tolerate the loss of any one.',
    remedy: 'place the members so that no zone has a majority',
  },
});
