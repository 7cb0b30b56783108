import type {Action, ActionOf} from '../actions/action.js';
import {isPut} from '../actions/files.js';
import {hasMode, OWNER} from '../actions/modes.js';
import {isRunning} from '../actions/units.js';
import {sha256} from '../model/digest.js';
import {IDENTITY, IDENTITY_COPY} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {sharedFiles} from '../pki/shared-secrets.js';
import {UNITS} from '../render/paths.js';
import type {DesiredHostState} from './desired-actions.js';

type ModeSet = ActionOf<'mode/set'>;

/**
 * Modes and owners to set on a host: of everything that has the right contents, and of what else quorate created there.
 * What is written anyway gets its mode then. A private key that others could read is issued again, so its mode stays until
 * then: a run that is killed in between finds it by its mode.
 *
 * @param written the actions of the plan that are due on this host.
 */
export function modesOn(
  host: HostName,
  facts: HostFacts,
  state: DesiredHostState,
  written: readonly Action[],
): readonly ModeSet[] {
  const skipped = new Set(written.flatMap(modesOf).map(([path]) => path));
  const desired = new Map([...state.install, ...state.trust, ...state.configure].flatMap(modesOf));
  const others = [...facts.files, ...facts.directories].flatMap(
    ([path, {mode}]): readonly (readonly [string, string])[] =>
      facts.owned.has(path) && !desired.has(path) ? [[path, withoutOthersWriting(mode)]] : [],
  );
  return (
    [...desired, ...others]
      .filter(([path]) => !skipped.has(path))
      .map(([entry, mode]): ModeSet => ({kind: 'mode/set', host, entry, mode, owner: ownerOf(entry, facts, state)}))
      .filter(action => !hasMode(facts, action))
      // Directories before what they contain: while others may write there, they can put something else in its place.
      .toSorted((a, b) => (a.entry < b.entry ? -1 : 1))
  );
}

/**
 * The directory of a service gets its owner when the service starts, also the first time under a user of its own. Of a
 * service that runs already as it is to run, the owner is judged; of any other one it stays.
 */
function ownerOf(path: string, facts: HostFacts, {dataOf, unitTexts}: DesiredHostState): string {
  const of = dataOf.get(path);
  if (of === undefined) return OWNER;
  const runsAs = isPut(facts, {path: `${UNITS}/${of.unit}`, digest: sha256(unitTexts.get(of.unit)!)});
  return runsAs && isRunning(facts, of) ? `${of.user}:${of.user}` : (facts.directories.get(path)?.owner ?? OWNER);
}

/** The paths of an action, with the mode that each is to have. */
function modesOf(action: Action): readonly (readonly [path: string, mode: string])[] {
  switch (action.kind) {
    case 'file/put':
    case 'directory/make':
    case 'operator-file/put':
    case 'unmanaged-etcd-file/put':
      return [[action.path, action.mode]];
    case 'secret/put':
      return sharedFiles(action.name).map(({path, mode}) => [path, mode]);
    case 'ca-cert/put':
    case 'ca-signer/put':
      return [[action.path, '644']];
    case 'cert/issue':
      return [
        [action.cert.keyPath, '600'],
        [action.cert.certPath, '644'],
      ];
    case 'identity/put':
      return [IDENTITY, IDENTITY_COPY].map(path => [path, '644']);
    case 'kubeconfig/issue':
      return [[action.path, '600']];
    case 'artifact/install':
    case 'artifact/fetch':
      return [[action.path, action.path.endsWith('.tar') ? '644' : '755']];
    default:
      return [];
  }
}

const withoutOthersWriting = (mode: string): string => (Number.parseInt(mode, 8) & ~0o022).toString(8);
