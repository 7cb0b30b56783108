import type {HostName} from '../model/names.js';
import {CA_KEYS, type RemoveCaKeys} from './ca-keys.js';
import type {Descriptor, Descriptors, Phase} from './descriptor.js';
import {ETCD, type EtcdAction} from './etcd.js';
import {FILES, type FileAction} from './files.js';
import {HOST, type HostAction} from './host.js';
import {KEPT_FILES, type KeptFilesAction} from './kept-files.js';
import {MODES, type ModeSet} from './modes.js';
import {NODES, type NodeAction} from './nodes.js';
import {OPERATOR_FILES, type OperatorFileAction} from './operator-files.js';
import {PACKAGES, type PackageAction} from './packages.js';
import {REMOVE_UNITS, type RemoveUnits} from './remove-units.js';
import {RESTORE, type RestoreAction} from './restore.js';
import type {Snapshot} from './snapshot.js';
import {UNITS, type UnitAction} from './units.js';
import {USERS, type UsersCreate} from './users.js';

/** One change or one wait: plain data with natural keys and without secrets. */
export type Action =
  | FileAction
  | OperatorFileAction
  | KeptFilesAction
  | ModeSet
  | UnitAction
  | EtcdAction
  | NodeAction
  | HostAction
  | PackageAction
  | RemoveUnits
  | RemoveCaKeys
  | UsersCreate
  | RestoreAction;

export type ActionOf<K extends Action['kind']> = Extract<Action, {kind: K}>;

export const DESCRIPTORS: Descriptors<Action> = {
  ...FILES,
  ...OPERATOR_FILES,
  ...KEPT_FILES,
  ...MODES,
  ...UNITS,
  ...ETCD,
  ...NODES,
  ...HOST,
  ...PACKAGES,
  ...REMOVE_UNITS,
  ...CA_KEYS,
  ...USERS,
  ...RESTORE,
};

export const descriptorOf = (kind: Action['kind']): Descriptor<Action> =>
  DESCRIPTORS[kind] as unknown as Descriptor<Action>;

/** An action in words, without its host. */
export const describeAction = (action: Action): string => descriptorOf(action.kind).describe(action);

/**
 * Whether the action is still to be done, as far as the snapshot shows. What it does not show counts as due: the live
 * host is checked again before anything is changed.
 */
export const isDue = (action: Action, snapshot: Snapshot): boolean =>
  descriptorOf(action.kind).isDone(action, snapshot) !== true;

export const phaseOf = (kind: Action['kind']): Phase => descriptorOf(kind).phase;

export const onlyWaits = ({kind}: Action): boolean => descriptorOf(kind).waits === true;

/** Units that an action starts, restarts or stops. */
export const restartsOf = (action: Action): readonly string[] => descriptorOf(action.kind).restarts?.(action) ?? [];

/** The host an action is for; undefined when it is for the cluster. */
export const hostOf = (action: Action): HostName | undefined => ('host' in action ? action.host : undefined);
