import {type Action, isDue} from '../../actions/action.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {restrictTo} from '../../model/scope.js';
import {oncePer} from '../../once-per.js';
import {UNITS} from '../../render/paths.js';
import {unitInputs} from '../../render/unit-inputs.js';
import {type DesiredHostState, desiredOn} from '../desired-actions.js';
import type {PlanInput} from '../input.js';
import {titleOf} from '../stages.js';
import type {LeftOutStage} from './left-out.js';
import {heldRestart} from './refuted.js';

/**
 * What is certainly to be done on a host: without what depends on whether hosts that cannot be read are part of the
 * cluster, and without what needs a restart of its etcd member that cannot be proven now.
 */
export function certainOn(host: HostName, facts: HostFacts, input: PlanInput): DesiredHostState {
  const all = desiredOn(host, facts, input);
  if (!input.leftOut?.size) return all;
  return withoutHeld(host, withoutUndetermined(host, facts, all, input), input);
}

/** What of the desired state of a host is left out because it is not certain, and due. */
export function uncertainOn(host: HostName, facts: HostFacts, input: PlanInput): readonly LeftOutStage[] {
  const because = heldRestart(host, input);
  if (!input.undetermined?.size && because === undefined) return [];
  const all = desiredOn(host, facts, input);
  const known = withoutUndetermined(host, facts, all, input);
  const held = withoutHeld(host, known, input);
  const isLeft = (from: DesiredHostState, to: DesiredHostState) =>
    [...from.configure, ...from.early].some(
      action => !to.configure.includes(action) && !to.early.includes(action as never) && isDue(action, input),
    );
  return [
    ...(isLeft(all, known)
      ? [
          {
            title: `${titleOf('configure')}: ${host}, files that depend on ${[...(input.undetermined ?? [])].join(', ')}`,
            by: 'unknown',
            because: 'it is unknown whether the unreachable host is part of the cluster',
          } as const,
        ]
      : []),
    ...(because !== undefined && isLeft(known, held)
      ? [{title: titleOf('restart-members', {host}), by: 'quorum', because} as const]
      : []),
  ];
}

/** Only what is the same with and without the hosts of which nothing is known. */
function withoutUndetermined(
  host: HostName,
  facts: HostFacts,
  all: DesiredHostState,
  input: PlanInput,
): DesiredHostState {
  if (!input.undetermined?.size) return all;
  const without = desiredOn(host, facts, {...input, desired: determinedPart(input)});
  const texts = new Set(without.configure.map(action => JSON.stringify(action)));
  return {...all, configure: all.configure.filter(action => texts.has(JSON.stringify(action)))};
}

const determinedPart = oncePer(({desired, undetermined}: PlanInput) =>
  restrictTo(desired, new Set(desired.hosts.map(({name}) => name).filter(name => !undetermined?.has(name)))),
);

/** The files of etcd are not written without its restart: a reboot would start it with them. */
function withoutHeld(host: HostName, state: DesiredHostState, input: PlanInput): DesiredHostState {
  const text = state.unitTexts.get(ETCD);
  if (text === undefined || heldRestart(host, input) === undefined) return state;
  const paths = new Set([`${UNITS}/${ETCD}`, ...unitInputs(text)]);
  const isHeld = (action: Action) => 'path' in action && paths.has(action.path);
  return {
    ...state,
    configure: state.configure.filter(action => !isHeld(action)),
    early: state.early.filter(({unit}) => unit !== ETCD),
  };
}

const ETCD = 'etcd.service';
