import {type Action, isDue} from '../../actions/action.js';
import {sha256} from '../../model/digest.js';
import {ETCD_BOOTSTRAP_ENV, etcdBootstrapEnv} from '../../render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../render/etcd/marker.js';
import type {PlanInput} from '../input.js';
import {planCluster} from '../plan.js';
import type {RestoreInput} from '../restore/input.js';
import {planRestore} from '../restore/plan.js';
import type {RestoreState} from '../restore/terms.js';
import type {Plan, Stage} from '../stage.js';
import {type StageId, stageOf, titleOf} from '../stages.js';
import {asIfNew} from './as-if-new.js';

/**
 * Builds a cluster on hosts without an etcd, whose data comes from a snapshot: the plan of a new cluster, with a restore in
 * place of the bootstrap of etcd. The markers come first, so that no other run bootstraps an empty etcd in between.
 *
 * @param run all hosts, as they were seen.
 * @param restore with every etcd host in `only`.
 */
export function planRebuild(run: PlanInput, restore: RestoreInput, state: RestoreState): Plan {
  const input = {...run, observed: asIfNew(run.observed)};
  const built = planCluster(input);
  const data = planRestore(restore, state);
  const prepared = built.filter(stage => isOf(PREPARED, stage)).map(withGivenSecrets);
  return [
    ...data.filter(stage => isOf(MARK, stage)),
    ...built.filter(stage => isOf(IDENTITY, stage)),
    ...prepared.filter(stage => !isOf(CONFIGURE, stage)),
    stageOf('configure', [
      ...prepared.filter(stage => isOf(CONFIGURE, stage)).flatMap(({actions}) => actions.filter(isNoBootstrap)),
      ...environments(input),
    ]),
    ...data.filter(stage => !isOf(MARK, stage)),
    ...built.filter(stage => !isOf([...IDENTITY, ...PREPARED], stage)).map(asOfRunning),
  ].filter(({actions}) => actions.length > 0);
}

const IDENTITY: readonly StageId[] = ['record-identity'];
const MARK: readonly StageId[] = ['restore-mark'];
const CONFIGURE: readonly StageId[] = ['configure'];
const PREPARED: readonly StageId[] = [
  'install-packages',
  'install',
  'install-on-members',
  'distribute-secrets',
  'configure',
];

const isOf = (ids: readonly StageId[], {title}: Stage): boolean => ids.some(id => titleOf(id) === title);

/** What no control plane has is in the backup. */
const withGivenSecrets = (stage: Stage): Stage => ({
  ...stage,
  actions: stage.actions.map(action =>
    action.kind === 'secret/put' && action.from.is === 'new' ? {...action, from: {is: 'backup'}} : action,
  ),
});

/** The members that serve are recorded, and none is bootstrapped. */
const asOfRunning = (stage: Stage): Stage =>
  isOf(['bootstrap-etcd'], stage) ? {...stage, title: titleOf('record-membership')} : stage;

const isNoBootstrap = (action: Action): boolean => !('path' in action && BOOTSTRAP.includes(action.path));

const BOOTSTRAP: readonly string[] = [ETCD_BOOTSTRAP_ENV, ...ETCD_MARKERS];

/** The members have their data when they first start. */
function environments(input: PlanInput): readonly Action[] {
  const {desired} = input;
  return desired.etcd
    .map((member): Action => {
      const text = etcdBootstrapEnv(desired, member, 'existing');
      return {kind: 'file/put', host: member.host, path: ETCD_BOOTSTRAP_ENV, mode: '600', digest: sha256(text), text};
    })
    .filter(action => isDue(action, input));
}
