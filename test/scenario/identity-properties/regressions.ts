import type {Case} from './cases.js';
import type {Damage} from './damages.js';

const given = (changes: Partial<Case>): Case => ({
  base: 'stacked',
  edits: [],
  damages: [],
  unrecorded: false,
  overrides: true,
  verb: {verb: 'apply', hosts: [0]},
  ...changes,
});

const misnamed = (host: number): Damage => ({
  host,
  marker: {state: 'member', of: 'another listed member'},
  copy: 'follows',
});
/** Only etcd1 and etcd2 of the cluster are in the configuration, with a new control plane. */
const onlyEtcd: Case['edits'] = [
  {edit: 'drop', host: 4},
  {edit: 'drop', host: 2},
  {edit: 'readdress', host: 2, renamed: true, moves: false},
];
const bothEtcd = (what: Omit<Damage, 'host'>): readonly Damage[] => [0, 1].map(host => ({host, ...what}));

/** Cases that once violated a rule, reduced to the smallest one. */
export const REGRESSIONS: readonly (readonly [string, Case])[] = [
  [
    'only etcd hosts without an identity record are in the configuration, and they lost /var',
    given({base: 'external', edits: onlyEtcd, unrecorded: true, damages: bothEtcd({marker: 'missing', data: 'gone'})}),
  ],
  [
    'only etcd hosts without an identity record are in the configuration, and they are stopped and lost their markers',
    given({
      base: 'external',
      edits: onlyEtcd,
      unrecorded: true,
      damages: bothEtcd({marker: 'missing', copy: 'missing', data: 'not served'}),
    }),
  ],
  ['a worker has the marker of another member', given({verb: {verb: 'remove', hosts: [3]}, damages: [misnamed(3)]})],
  [
    'a control plane has the marker of another control plane',
    given({verb: {verb: 'remove', hosts: [2]}, damages: [{...misnamed(2), data: 'not served'}]}),
  ],
  [
    'a member that the configuration no longer names is unreachable',
    given({
      base: 'external',
      edits: [{edit: 'readdress', host: 1, renamed: true, moves: false}],
      verb: {verb: 'join', hosts: [1]},
    }),
  ],
  [
    'SSH of an etcd host that is removed leads to a control plane, and nothing is recorded',
    given({
      base: 'external',
      edits: [{edit: 'ssh leads to', host: 1, other: 3}],
      unrecorded: true,
      overrides: false,
      verb: {verb: 'remove', hosts: [1]},
    }),
  ],
];
