import {entries} from '../entry.js';

export const PLACEMENT = entries({
  'etcd/voters-even': {
    level: 'warning',
    title: 'An even number of voters',
    explanation:
      'One voter more to an even number survives no loss more: four survive one, as three do, and one more can fail. Two survive none.',
    remedy: 'declare one member more or one fewer, then quorate apply',
  },
  'etcd/voters-many': {
    level: 'warning',
    title: 'More than seven voters',
    explanation:
      'Each write waits for a majority. More than seven voters make writes slower and are not advised by etcd.',
    remedy: 'declare seven members or fewer',
  },
  'etcd/one-zone': {
    level: 'warning',
    title: 'All voters are in one zone',
    explanation:
      'Hosts of one zone fail together. With all voters in one, its loss is that of the cluster, and of its data.',
    remedy: 'place members in three zones, so that none holds a majority',
  },
  'etcd/zone-holds-majority': {
    level: 'warning',
    title: 'One zone holds a majority of voters',
    explanation:
      'Losing this zone stops writes, although the cluster survives the loss of single hosts. Three zones with a third of the voters each survive the loss of any.',
    remedy: 'place members so that no zone holds a majority',
  },
});
