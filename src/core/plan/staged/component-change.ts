import type {Action, ActionOf} from '../../actions/action.js';
import type {KeptSet} from '../../model/kept-files.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {own} from '../../own.js';
import {unitInputs} from '../../render/unit-inputs.js';
import type {DesiredHostState} from '../desired-actions.js';

/** What changes for units that run on one host: they are restarted right after it is written, and nothing else is. */
export interface ComponentChange {
  readonly host: HostName;
  readonly set: KeptSet;
  /** Files, certificates and links, in the order in which they are written. */
  readonly puts: readonly Action[];
  /** In the order in which they start. */
  readonly units: readonly ActionOf<'service/run'>[];
  /** Copies of the previous files are, or will be, on the host. */
  readonly canRestore: boolean;
}

/** A host with all that it is to have. */
export interface HostState extends DesiredHostState {
  readonly host: HostName;
  readonly facts: HostFacts;
}

const SETS: Readonly<Record<string, KeptSet>> = {
  'etcd.service': 'etcd',
  'kube-apiserver.service': 'control-plane',
  'kube-controller-manager.service': 'control-plane',
  'kube-scheduler.service': 'control-plane',
  'quorate-keepalived.service': 'keepalived',
};

/** What restarts together. */
export const setOf = (unit: string): KeptSet => own(SETS, unit) ?? 'node';

/** In the order in which they change: etcd, its clients, and the services of nodes. */
const ORDER: readonly KeptSet[] = ['etcd', 'control-plane', 'node', 'keepalived'];

interface Changing {
  /** The sets whose units run on a host; of the others everything is written at once, and then started. */
  readonly runs: (host: HostState, set: KeptSet) => boolean;
  /** Of the files, certificates and links of a host, those that are due in this run. */
  readonly due: (actions: readonly Action[]) => readonly Action[];
  /** Whether a unit has to be started or restarted. */
  readonly mustRun: (unit: ActionOf<'service/run'>, host: HostState) => boolean;
}

/** A file that several sets read belongs to the first of them. */
export function componentChanges(host: HostState, {runs, due, mustRun}: Changing): readonly ComponentChange[] {
  const claimed = new Set<Action>();
  const written = new Set<string>();
  return ORDER.filter(set => runs(host, set)).flatMap(set => {
    const all = [...host.early, ...host.late, ...host.last].filter(({unit}) => setOf(unit) === set);
    const inputs = new Set(all.flatMap(({unit}) => unitInputs(host.unitTexts.get(unit) ?? '')));
    const read = host.configure.filter(each => !claimed.has(each) && pathsOf(each).some(path => inputs.has(path)));
    for (const each of read) claimed.add(each);
    const puts = due(read);
    for (const path of puts.flatMap(pathsOf)) written.add(path);
    const restarts = all.filter(
      each => mustRun(each, host) || unitInputs(host.unitTexts.get(each.unit) ?? '').some(path => written.has(path)),
    );
    const isKept = host.facts.keptFiles.has(set);
    // A run that was killed before its change had proven good: the next one waits for that, or restores.
    const units = restarts.length === 0 && isKept ? all : restarts;
    return units.length === 0 ? [] : [{host: host.host, set, puts, units, canRestore: isKept || puts.length > 0}];
  });
}

/** The files that an action writes. */
export function pathsOf(action: Action): readonly string[] {
  if (action.kind === 'cert/issue') return [action.cert.keyPath, action.cert.certPath];
  return 'path' in action ? [action.path] : [];
}
