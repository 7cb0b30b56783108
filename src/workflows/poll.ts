import type {Evidence} from '../core/diagnosis/evidence.js';
import {Failure} from '../core/failure.js';
import {listed} from '../core/format.js';
import type {HostName} from '../core/model/names.js';
import {OUTAGE_MS} from '../core/outage.js';
import type {PlanInput} from '../core/plan/input.js';
import type {Plan} from '../core/plan/stage.js';
import type {RunContext} from '../run/context.js';
import {poll} from '../run/poll.js';
import type {Verb} from './verb.js';

type Polling = Pick<RunContext, 'report' | 'signal' | 'clock'>;

interface Pending<T> {
  /** What is not up yet. */
  readonly pending: (seen: T) => readonly string[];
  /** "to serve", "to run". */
  readonly what: string;
  readonly withinMs: number;
}

/**
 * Observes again while something is pending. When the time is up, the last observation is returned, and the caller judges it.
 * Throws Failure 'interrupted/waiting'.
 */
async function pollUntilStable<T>(
  first: T,
  observeAgain: () => Promise<T>,
  {pending, what, withinMs}: Pending<T>,
  polling: Polling,
): Promise<T> {
  const awaited = pending(first);
  if (awaited.length === 0) return first;
  let last = first;
  const arrived = async () => {
    last = await observeAgain();
    const missing = pending(last);
    return {done: missing.length === 0, seen: missing.length === 0 ? '' : `${listed(missing)} not yet`};
  };
  try {
    await poll(arrived, {forWhat: `${listed(awaited)} ${what}`, withinMs, everyMs: 1000}, polling);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'timeout/condition')) throw error;
  }
  return last;
}

/** An observation, repeated while hosts do not answer any more, or servers are starting, that should not count as down. */
export async function pollUntilStarted(
  {waitFor}: Pick<Verb, 'waitFor'>,
  observeAgain: () => Promise<PlanInput>,
  polling: Polling,
): Promise<PlanInput> {
  const first = await observeAgain();
  if (waitFor === undefined) return first;
  const {starting, withinSeconds, lost = () => []} = waitFor;
  const answered = await pollUntilStable(
    first,
    observeAgain,
    {pending: lost, what: 'to answer', withinMs: OUTAGE_MS},
    polling,
  );
  return pollUntilStable(
    answered,
    observeAgain,
    {pending: starting, what: 'to serve', withinMs: withinSeconds * 1000},
    polling,
  );
}

const UNITS_UP_MS = 30_000;

/**
 * The last observation of a run, repeated while systemd restarts a unit that the run has started until its
 * dependencies are there (flanneld, until its Node has a pod CIDR), and while load balancers have not yet noticed an API
 * server that the run has waited for. What does not come up in time is reported by the diagnosis.
 */
export async function pollUntilUnitsUp(
  plan: Plan,
  last: Evidence,
  observeAgain: () => Promise<Evidence>,
  polling: Polling,
): Promise<Evidence> {
  const started = plan.flatMap(({actions}) => actions.flatMap(action => (action.kind === 'service/run' ? action : [])));
  const servers = plan.flatMap(({actions}) =>
    actions.flatMap(each => (each.kind === 'kube/await-api' ? [each.host] : [])),
  );
  const pending = (evidence: Evidence): readonly string[] => [
    ...unitsStarting(started, evidence),
    ...backendsDown(servers, evidence),
  ];
  return pollUntilStable(last, observeAgain, {pending, what: 'to come up', withinMs: UNITS_UP_MS}, polling);
}

const unitsStarting = (
  started: readonly {readonly host: HostName; readonly unit: string}[],
  {observed}: Evidence,
): readonly string[] =>
  started.flatMap(({host, unit}) => {
    const facts = observed.hosts.get(host);
    return facts?.known && facts.value.units.get(unit)?.active === 'activating' ? [`${unit} on ${host}`] : [];
  });

/** Those of these API servers that are ready, and that a load balancer has not yet marked as up. */
function backendsDown(servers: readonly HostName[], {observed, hosts}: Evidence): readonly string[] {
  const ready = servers.filter(host => {
    const fact = observed.apiReady.get(host);
    return fact?.known && fact.value;
  }) as readonly string[];
  return [...hosts].flatMap(([host, evidence]) =>
    evidence.known && evidence.value.backends?.known
      ? evidence.value.backends.value
          .filter(({server, up}) => !up && ready.includes(server))
          .map(({server}) => `the backend ${server} on ${host}`)
      : [],
  );
}
