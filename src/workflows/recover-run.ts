import {diagnose} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Failure} from '../core/failure.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import {type LeftOut, NOTHING_LEFT_OUT} from '../core/plan/left-out/left-out.js';
import {unreadHosts} from '../core/plan/left-out/unread.js';
import {planRestore} from '../core/plan/restore/plan.js';
import {planFence} from '../core/plan/restore/recover.js';
import {
  type OfflineData,
  type RecoverSubject,
  recoverFindings,
  type Survivor,
  survivors,
  voterCount,
} from '../core/plan/restore/survivors.js';
import {restoreState} from '../core/plan/restore/terms.js';
import type {Plan} from '../core/plan/stage.js';
import {NOT_TAKEN} from '../core/restore/terms.js';
import type {HeldLock} from '../ports/cluster.js';
import {execute} from '../run/engine/execute.js';
import {apply} from './apply.js';
import {carryOut} from './carry-out.js';
import {throwOnErrors} from './checks.js';
import {prepare} from './prepare.js';
import {begun} from './recover-begun.js';
import {examine} from './recover-examine.js';
import {
  checkRestoreIdentity,
  highestRevision,
  type OpenedSnapshot,
  type RestoreDeps,
  type RestoreRequest,
  type RestoreView,
  viewForRestore,
} from './restore-prepare.js';
import {carryOutRestore, endOf, restoreContext} from './restore-run.js';

export interface RecoverRequest extends Pick<RestoreRequest, 'desired' | 'release' | 'templates' | 'dryRun'> {
  /** Hosts that are permanently gone. */
  readonly lost: readonly HostName[];
  readonly from: HostName | undefined;
}

export interface RecoverDeps extends RestoreDeps {
  readonly open: (path: string) => Promise<OpenedSnapshot>;
  /** A snapshot from the data of a member that does not serve. */
  readonly keepOffline: (member: Survivor) => Promise<OfflineData>;
}

/** What a recovery would do, for the question. */
export interface Proposal {
  /** The newest first. */
  readonly survivors: readonly Survivor[];
  readonly from: HostName;
  /** All other members: what only they have is given up. */
  readonly givenUp: readonly HostName[];
  readonly voters: number;
  readonly warnings: readonly Finding[];
}

export interface RecoverOutcome {
  readonly ran: boolean;
  readonly plan: Plan;
  /** Undefined where an interrupted recovery was continued. */
  readonly proposal?: Proposal;
  /** What could not be read, or has not joined again. */
  readonly leftOut: LeftOut;
  /** How the run ends when it left out something. */
  readonly incomplete?: Failure;
  readonly diagnosis?: Diagnosis;
}

/**
 * Makes a new cluster from one member after quorum was lost, and takes the others in again one after another. Run again
 * after it was killed it continues: how far it is, the hosts say.
 *
 * @param confirm asked under the lock, when everything is known; false ends it.
 */
export async function recoverIn(
  request: RecoverRequest,
  deps: RecoverDeps,
  confirm: (proposal: Proposal) => Promise<boolean>,
): Promise<RecoverOutcome> {
  const began = deps.clock.monotonicMs();
  const view = await checkedView(request, deps);
  if (request.dryRun) return shown(request, view, deps);
  return deps.cluster.locked('etcd recover', began, async lock => {
    const continued = begun(await checkedView(request, deps), request);
    if (continued === undefined) {
      const proposal = await proposed(request, deps);
      if (!(await confirm(proposal))) return {ran: false, plan: [], proposal, leftOut: NOTHING_LEFT_OUT};
      await fromSurvivor(request, deps, lock, proposal);
      return {...(await grown(request, deps, lock)), proposal};
    }
    const restore = {...request, snapshot: undefined, again: false, acceptUnreadable: true};
    await carryOutRestore({...restore, only: continued}, deps, lock);
    return grown(request, deps, lock);
  });
}

/** Throws a Failure with every reason not to recover. */
async function checkedView(request: RecoverRequest, deps: RecoverDeps): Promise<RestoreView> {
  const view = await viewForRestore(request, deps);
  checkRestoreIdentity(request, view.observed);
  if (begun(view, request) === undefined)
    throwOnErrors('refused', 'etcd recover is not possible now', recoverFindings(subjectOf(request, view)));
  return view;
}

const subjectOf = ({desired, lost, from}: RecoverRequest, view: RestoreView): RecoverSubject => ({
  ...view,
  desired,
  lost: new Set(lost),
  from,
});

/** A member that does not serve is examined: what it has is known then. */
async function proposed(request: RecoverRequest, deps: RecoverDeps): Promise<Proposal> {
  const subject = subjectOf(request, await checkedView(request, deps));
  const offline = await examine(survivors(subject), deps);
  const proposal = proposalOf({...subject, offline});
  for (const finding of proposal.warnings) deps.report({type: 'finding', finding});
  return proposal;
}

function proposalOf(subject: RecoverSubject): Proposal {
  const all = survivors(subject);
  const from = subject.from ?? all[0]!.member.host;
  const newest = all[0]!.member.host;
  return {
    survivors: all,
    from,
    givenUp: subject.desired.etcd.map(({host}) => host).filter(host => host !== from),
    voters: voterCount(subject),
    warnings:
      from === newest
        ? []
        : [
            {
              code: 'etcd/recover-not-newest',
              level: 'warning',
              message: `${from}: ${newest} has newer data, which is given up`,
              fix: 'leave out --from to use the newest',
            },
          ],
  };
}

/** Its snapshot, the others stopped for good, and the snapshot restored with this member alone. */
async function fromSurvivor(
  request: RecoverRequest,
  deps: RecoverDeps,
  lock: HeldLock,
  {from, survivors: all}: Proposal,
): Promise<void> {
  const examined = all.find(({member: {host}}) => host === from)?.offline;
  const {path} = examined ?? (await deps.keepCurrent(from));
  if (examined === undefined) deps.report({type: 'step', title: `Snapshot of ${from}: ${path}`});
  const snapshot = await deps.open(path);
  const view = await viewForRestore(request, deps);
  const fence = planFence({...request, ...view, now: deps.clock.now()}, from);
  deps.report({type: 'planned', plan: fence});
  await execute(fence, contextOf(request, deps, view, lock));
  const restore = {...request, snapshot, again: true, acceptUnreadable: true, only: [from]};
  await carryOutRestore(restore, deps, lock);
}

const contextOf = (request: RecoverRequest, deps: RecoverDeps, {observed}: RestoreView, lock: HeldLock) =>
  restoreContext(
    {...request, snapshot: undefined, again: false, acceptUnreadable: true},
    deps,
    {observed, now: deps.clock.now()},
    lock,
  );

/** The other members join again as learners, and everything else is as the configuration says. */
async function grown(
  {desired, release, templates}: RecoverRequest,
  deps: RecoverDeps,
  lock: HeldLock,
): Promise<RecoverOutcome> {
  const request = {desired, release, templates, dryRun: false, ignorePreflight: [], acceptDowntime: true};
  const began = deps.clock.monotonicMs();
  const first = await prepare(apply, request, deps);
  const {evidence, leftOut} =
    first.plan.length > 0
      ? await carryOut(apply, request, deps, {lock, first, began})
      : {evidence: await deps.cluster.observe(desired, 'diagnosis'), leftOut: first.leftOut};
  const diagnosis = diagnose({desired, evidence, release, templates, now: deps.clock.now()});
  return {ran: true, plan: first.plan, diagnosis, leftOut, ...endOf('etcd recover', leftOut, request, deps.cluster)};
}

/** What would be done: the snapshot of the member does not exist yet. */
async function shown(request: RecoverRequest, view: RestoreView, deps: RecoverDeps): Promise<RecoverOutcome> {
  const subject = subjectOf(request, view);
  const continued = begun(view, request);
  const proposal = continued === undefined ? proposalOf(subject) : undefined;
  const only = continued ?? [proposal!.from];
  const snapshot = continued === undefined ? {sha256: NOT_TAKEN, bytes: 0} : undefined;
  const input = {
    ...view,
    desired: request.desired,
    now: deps.clock.now(),
    highest: await highestRevision(view, deps),
    again: continued === undefined,
    snapshot,
    only,
  };
  const state = restoreState(input);
  const plan = [
    ...(proposal === undefined ? [] : planFence(input, proposal.from)),
    ...(state === undefined ? [] : planRestore(input, state)),
  ];
  const leftOut = unreadHosts(request.desired, view.observed);
  const end = endOf('etcd recover', leftOut, request, deps.cluster);
  return {ran: false, plan, leftOut, ...end, ...(proposal === undefined ? {} : {proposal})};
}
