import type {ControlEvidence, LeaseEvidence} from '../../core/diagnosis/control-evidence.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {asFact} from '../as-fact.js';
import type {KubeCall} from './call.js';
import {dateIn, LABEL_TEXT} from './fields.js';

/** A Deployment whose newest generation the controller manager has not observed. */
interface Unobserved {
  readonly namespace: string;
  readonly name: string;
  /** Decimal text. */
  readonly generation: string;
  /** The last change of which the API has the time: a newer one may have none. */
  readonly since: Date;
}

type Controllers = Omit<ControlEvidence, 'unobserved'> & {readonly unobserved: readonly Unobserved[]};

/** A change is observed within seconds. */
const LATE_MS = 120_000;
/** Deployments that are named. */
const MAX_NAMED = 20;

/** Whether the controllers of the cluster work, asked through one API server. */
export const askControllers = (call: KubeCall, host: HostName): Promise<Fact<ControlEvidence>> =>
  asFact(async () => {
    const {code, stdout, stderr} = await call(host, 'controllers');
    if (code !== 0) return unknown(`${host}: ${stderr.trim()}`);
    const found = parseControllers(stdout.toString());
    if (found === undefined) return unknown(`${host}: its answer about controllers is not understood`);
    const late = found.unobserved.filter(({since}) => found.now.getTime() - since.getTime() > LATE_MS);
    const names = late.slice(0, MAX_NAMED).map(({namespace, name}) => `${namespace}/${name}`);
    return known({...found, unobserved: late.length > 0 && !(await isObserved(call, host, late[0]!)) ? names : []});
  });

/** Not every change has a time, so the oldest one gets some seconds more. It ends as soon as the Deployment is observed. */
const isObserved = async (
  call: KubeCall,
  host: HostName,
  {namespace, name, generation}: Unobserved,
): Promise<boolean> => (await call(host, 'await-observed', {words: [namespace, name, generation]})).code === 0;

/** Parses the lines of `kube-api.sh controllers`; undefined without the time of the host. Other lines are left out. */
export function parseControllers(text: string): Controllers | undefined {
  const lines = text.split('\n').map(line => line.split('\t'));
  const of = (kind: string) => lines.filter(([first]) => first === kind).map(([, ...fields]) => fields);
  const nanoseconds = /^\d{16,20}$/.exec(of('now')[0]?.[0] ?? '')?.[0];
  if (nanoseconds === undefined) return undefined;
  return {
    now: new Date(Number(BigInt(nanoseconds) / 1_000_000n)),
    leases: of('lease').flatMap(lease),
    unobserved: of('deployment').flatMap(deployment),
    probes: of('probe').flatMap(([name = '']) => (LABEL_TEXT.test(name) ? [name] : [])),
    ...policyIn(of('policy')[0]),
  };
}

const policyIn = ([namespace = '', name = '']: readonly string[] = []): Pick<ControlEvidence, 'networkPolicy'> =>
  LABEL_TEXT.test(namespace) && LABEL_TEXT.test(name) ? {networkPolicy: `${namespace}/${name}`} : {};

function lease([
  name = '',
  identity = '',
  transitions = '',
  acquired = '',
  renewed = '',
]: readonly string[]): readonly LeaseEvidence[] {
  // Of the name of the host and a UUID.
  const holder = identity.replace(/_[^_]*$/, '');
  if (!LABEL_TEXT.test(name) || (holder !== '' && !LABEL_TEXT.test(holder))) return [];
  const [from, at] = [dateIn(acquired), dateIn(renewed)];
  return [
    {
      name,
      holder,
      transitions: Number(transitions) || 0,
      ...(from === undefined ? {} : {acquired: from}),
      ...(at === undefined ? {} : {renewed: at}),
    },
  ];
}

function deployment([
  namespace = '',
  name = '',
  generation = '',
  times = '',
]: readonly string[]): readonly Unobserved[] {
  // A number of Go's templates: 1e+06.
  const number = Number(generation);
  const [since] = times
    .split(' ')
    .flatMap(text => dateIn(text) ?? [])
    .toSorted((one, other) => other.getTime() - one.getTime());
  if (!LABEL_TEXT.test(namespace) || !LABEL_TEXT.test(name) || !Number.isSafeInteger(number) || since === undefined)
    return [];
  return [{namespace, name, generation: String(number), since}];
}
