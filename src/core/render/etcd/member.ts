import type {DesiredMember} from '../../model/desired.js';
import {binaries, commandLinks} from '../artifacts.js';
import {DATA_OWNER, dataOwner} from '../data-owner.js';
import type {Part} from '../part.js';
import {LIBEXEC, PKI} from '../paths.js';
import {service} from '../service.js';
import {templateText} from '../template.js';
import type {RenderInput} from '../types.js';
import {ETCD_BOOTSTRAP_ENV} from './bootstrap.js';
import {etcdctlEnv} from './etcdctl.js';
import {ETCD_DATA, etcdFlags} from './flags.js';
import {ETCD_MARKER} from './marker.js';
import {snapshotSchedule} from './schedule.js';

const GUARD = `${LIBEXEC}/etcd-guard`;

/** One etcd member. The start guard is not an input of the unit: a new version of it does not restart the member. */
export const etcdMember = (
  {desired, release, facts, templates}: RenderInput,
  member: DesiredMember,
): readonly Part[] => [
  binaries({release, facts}, ['etcd', 'etcdctl', 'etcdutl']),
  commandLinks(['etcdctl', 'etcdutl']),
  {
    directories: [{path: ETCD_DATA, mode: '700', of: {unit: 'etcd.service', user: 'etcd'}}],
    files: [
      {path: GUARD, mode: '755', text: templateText(templates, 'etcd/guard.sh')},
      dataOwner(templates),
      etcdctlEnv(desired),
    ],
  },
  ...snapshotSchedule({desired, release, facts, templates}, member.host),
  service(templates, {
    name: 'etcd',
    user: 'etcd',
    phase: 'early',
    reads: [PKI.etcdCa.cert, PKI.etcdServer.cert, PKI.etcdServer.key, PKI.etcdPeer.cert, PKI.etcdPeer.key],
    command: {flags: etcdFlags(member, release.versions.etcd), extraArgs: desired.extraArgs.etcd},
    values: {dataOwner: DATA_OWNER, guard: GUARD, data: ETCD_DATA, marker: ETCD_MARKER, bootstrap: ETCD_BOOTSTRAP_ENV},
  }),
];
