import type {ReplacementEdit} from '../core/config/replacement-edit.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {Finding} from '../core/model/finding.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {Environment} from './connect.js';
import {type OldMachine, oldMachine} from './old-machine.js';
import {remove} from './remove.js';
import {type Parts, partsOf, type ReplaceOptions, replacementVerb} from './replacement.js';
import {type RunOptions, runIn, type VerbOutcome} from './run-verb.js';
import {type Session, withSession} from './session.js';

export interface ReplaceRequest extends ReplaceOptions, RunOptions {
  readonly edit: Pick<ReplacementEdit, 'exchanges'>;
  /** Asks for confirmation before the first change. Rejects when it is not given. */
  readonly confirm: (machine: OldMachine) => Promise<void>;
  /** Deletes the old host from the configuration file. */
  readonly end: () => Promise<void>;
}

export interface ReplaceOutcome extends VerbOutcome {
  readonly machine: OldMachine;
}

/**
 * Replaces a host: what is done first depends on whether its machine answers. The file names the new host before the first
 * change, so that the same command resumes from there.
 *
 * @param config of the file as it is.
 */
export function replaceHost(
  config: ClusterConfig,
  request: ReplaceRequest,
  environment: Environment,
): Promise<ReplaceOutcome> {
  const {replacement, dryRun, edit} = request;
  const parts = partsOf(config, replacement);
  return withSession(parts.connected, environment, async session => {
    const {cluster, desired} = session.cluster(parts.wanted, parts.desired);
    const {observed} = await cluster.observe(desired, 'plan');
    const machine = oldMachine(replacement.old, desired, observed);
    const isKnown = replacement.old === replacement.name && machine === 'alive';
    if (!dryRun && !isKnown) await request.confirm(machine);
    const run = {request, parts, observed, session, environment};
    const outcome = await (parts.hasBoth && machine === 'alive' && edit.exchanges
      ? oneAfterTheOther(config, run)
      : atOnce(run));
    if (!dryRun) await request.end();
    const more = isKnown && outcome.plan.length === 0 ? [nothingLost(replacement.old)] : [];
    for (const finding of more) environment.report({type: 'finding', finding});
    return {...outcome, warnings: [...outcome.warnings, ...more], machine};
  });
}

interface Run {
  readonly request: ReplaceRequest;
  readonly parts: Parts;
  readonly observed: ObservedCluster;
  readonly session: Session;
  readonly environment: Environment;
}

const atOnce = ({request, parts, observed, session, environment}: Run): Promise<VerbOutcome> =>
  runIn(
    session.cluster(parts.wanted, parts.desired),
    replacementVerb(request, parts, observed),
    optionsOf(request),
    environment,
  );

const optionsOf = ({dryRun, ignorePreflight, acceptDowntime}: RunOptions): RunOptions => ({
  dryRun,
  ignorePreflight,
  acceptDowntime,
  limit: undefined,
});

/**
 * Two load balancers share an address, and a third one at the same time would have it as well: the old one leaves first. The
 * new one is checked before that.
 */
async function oneAfterTheOther(config: ClusterConfig, run: Run): Promise<VerbOutcome> {
  const {request, session, environment} = run;
  const {replacement, drainSeconds, acceptReducedTolerance} = request;
  const {wanted} = run.parts;
  const options = optionsOf(request);
  const alone = partsOf(wanted, replacement);
  const joining = replacementVerb(request, alone, run.observed);
  const removal = {hosts: [replacement.old], lost: new Set<never>(), drainSeconds, acceptReducedTolerance};
  const removing = {...remove(removal), name: joining.name, closingFindings: []};
  const checked = await runIn(session.cluster(wanted), joining, {...options, dryRun: true}, environment);
  const removed = await runIn(session.cluster(config), removing, options, environment);
  if (request.dryRun) return {...checked, plan: [...removed.plan, ...checked.plan]};
  const joined = await runIn(session.cluster(wanted), joining, options, environment);
  return {...joined, ran: joined.ran || removed.ran, plan: [...removed.plan, ...joined.plan]};
}

const nothingLost = (host: string): Finding => ({
  code: 'replace/nothing-lost',
  level: 'warning',
  message: `${host} is the machine that the cluster knows: nothing of it was removed`,
  fix: `nothing to do; to build ${host} again on this machine: \`quorate remove ${host}\`, then \`quorate join ${host}\``,
});
