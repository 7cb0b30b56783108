import type {Case} from './cases.js';
import type {Damage} from './damages.js';

const given = (changes: Partial<Case>): Case => ({
  base: 'stacked',
  edits: [],
  damages: [],
  unrecorded: false,
  consents: true,
  verb: {verb: 'apply', hosts: [0]},
  ...changes,
});

const misnamed = (host: number): Damage => ({
  host,
  marker: {state: 'member', of: 'another of the list'},
  copy: 'follows',
});
/** etcd1 and etcd2 are left of the cluster, beside a new control plane. */
const onlyEtcd: Case['edits'] = [
  {edit: 'drop', host: 4},
  {edit: 'drop', host: 2},
  {edit: 'readdress', host: 2, renamed: true, moves: false},
];
const bothEtcd = (what: Omit<Damage, 'host'>): readonly Damage[] => [0, 1].map(host => ({host, ...what}));

/** Cases that broke a rule once, each as small as it could be made. */
export const FOUND: readonly (readonly [string, Case])[] = [
  [
    'of a cluster without recorded identities etcd hosts are left that have lost /var',
    given({base: 'external', edits: onlyEtcd, unrecorded: true, damages: bothEtcd({marker: 'missing', data: 'gone'})}),
  ],
  [
    'of a cluster without recorded identities etcd hosts are left that are off and have lost their markers',
    given({
      base: 'external',
      edits: onlyEtcd,
      unrecorded: true,
      damages: bothEtcd({marker: 'missing', copy: 'missing', data: 'not served'}),
    }),
  ],
  [
    'a worker has the marker of a member elsewhere',
    given({verb: {verb: 'remove', hosts: [3]}, damages: [misnamed(3)]}),
  ],
  [
    'a control plane has the marker of another',
    given({verb: {verb: 'remove', hosts: [2]}, damages: [{...misnamed(2), data: 'not served'}]}),
  ],
  [
    'a member that the file does not name any more answers nobody',
    given({
      base: 'external',
      edits: [{edit: 'readdress', host: 1, renamed: true, moves: false}],
      verb: {verb: 'join', hosts: [1]},
    }),
  ],
];
