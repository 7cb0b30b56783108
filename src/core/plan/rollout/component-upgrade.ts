import type {Action, ActionOf} from '../../actions/action.js';
import {type Artifact, releaseFor} from '../../artifacts/bundle.js';
import {installedLink, pathOn} from '../../artifacts/install-paths.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {unitInputs} from '../../render/unit-inputs.js';
import {type DesiredHostState, desiredOn} from '../desired-actions.js';
import type {PlanInput} from '../input.js';
import type {Stage} from '../stage.js';
import {GROUPS, type Group, groupOf, groupOfUnit, LEADS} from './group.js';
import {onlyFor, releaseBefore, versionInUse} from './release-before.js';

/** An artifact on a host that goes from one version to another. */
export interface ArtifactChange {
  readonly artifact: Artifact;
  readonly from: string;
  /** Where the version that it goes to is installed. */
  readonly path: string;
}

/** The upgrade of one group of programs on one host, with what is needed to roll it back. */
export interface ComponentUpgrade {
  readonly host: HostName;
  readonly group: Group;
  readonly moving: readonly ArtifactChange[];
  /** Files first: a unit file is read at the next start, a link takes effect at once. */
  readonly apply: readonly PutAction[];
  readonly rollback: readonly PutAction[];
  /** To be restarted, in this order. */
  readonly units: readonly string[];
}

export type PutAction = ActionOf<'file/put' | 'link/put'>;

/**
 * The groups of programs on a host whose version changes, with the files and links that differ between the two releases:
 * these are written right before the restart, and not with the rest of the configuration.
 */
export function componentUpgrades(
  host: HostName,
  facts: HostFacts,
  state: DesiredHostState,
  input: PlanInput,
): readonly ComponentUpgrade[] {
  const release = releaseFor(input.release, facts.arch);
  return GROUPS.flatMap(group => {
    const moving = [...release.artifacts.values()].filter(each => groupOf(each) === group).flatMap(movingOn(facts));
    if (moving.length === 0) return [];
    const before = desiredOn(host, facts, {...input, release: onlyFor(releaseBefore(facts, release, group))});
    const was = putActions(before);
    const belongs = belongsTo(group, moving, state);
    const apply = putActions(state).filter(each => belongs(each) && !same(each, was.find(at(each))));
    const paths = new Set(apply.map(({path}) => path));
    return [
      {
        host,
        group,
        moving,
        apply,
        rollback: was.filter(({path}) => paths.has(path)).map(asOn(facts)),
        units: unitsReading(paths, state),
      },
    ];
  });
}

const movingOn =
  (facts: HostFacts) =>
  (artifact: Artifact): readonly ArtifactChange[] => {
    const from = artifact.kind === 'binary' ? versionInUse(facts, artifact) : undefined;
    return from === undefined || from === artifact.version ? [] : [{artifact, from, path: pathOn(facts, artifact)}];
  };

/** A link goes back to exactly what it was. */
const asOn =
  ({links}: HostFacts) =>
  (action: PutAction): PutAction =>
    action.kind === 'link/put' ? {...action, target: links.get(action.path) ?? action.target} : action;

const putActions = ({configure}: DesiredHostState): readonly PutAction[] => {
  const all = configure.filter(each => each.kind === 'file/put' || each.kind === 'link/put');
  return [...all.filter(({kind}) => kind === 'file/put'), ...all.filter(({kind}) => kind === 'link/put')];
};

const at =
  ({path}: PutAction) =>
  (other: PutAction): boolean =>
    other.path === path;

const same = (one: PutAction, other: PutAction | undefined): boolean =>
  one.kind === 'link/put'
    ? other?.kind === 'link/put' && one.target === other.target
    : other?.kind === 'file/put' && one.digest === other.digest;

/** A link belongs to the group of its program, a file to the group of the first unit that reads it. */
const belongsTo = (group: Group, moving: readonly ArtifactChange[], {unitTexts}: DesiredHostState) => {
  const links = new Set(moving.map(({artifact}) => installedLink(artifact)));
  return ({kind, path}: PutAction): boolean => {
    if (kind === 'link/put') return links.has(path);
    const readers = [...unitTexts].filter(([, text]) => unitInputs(text).includes(path)).map(([unit]) => unit);
    return GROUPS.find(each => readers.some(unit => groupOfUnit(unit) === each)) === group;
  };
};

const unitsReading = (paths: ReadonlySet<string>, {early, late, unitTexts}: DesiredHostState): readonly string[] =>
  [...early, ...late]
    .map(({unit}) => unit)
    .filter(unit => unitInputs(unitTexts.get(unit) ?? '').some(path => paths.has(path)));

/** Installs a version, restarts its units and waits until they are stable; the rollback does the same with the old one. */
export function upgradeStage(
  title: string,
  {host, apply, rollback, units}: ComponentUpgrade,
  gate: readonly Action[],
  gateBack: readonly Action[],
): Stage {
  const run = units.map((unit): Action => ({kind: 'service/run', host, unit}));
  const stable = units.map((unit): Action => ({kind: 'service/await-stable', host, unit}));
  return {
    uninterruptible: true,
    title,
    order: 'serial',
    actions: [...apply, ...run, ...stable, ...gate],
    rollback: [...rollback, ...run, ...stable, ...gateBack],
  };
}

/** The version of the program that leads the group; else name and version of the first that changes. */
export function leadingVersion({group, moving}: Pick<ComponentUpgrade, 'group' | 'moving'>): string {
  const lead = moving.find(({artifact}) => artifact.name === LEADS[group].name);
  const {name, version} = moving[0]!.artifact;
  return lead === undefined ? `${name} ${version}` : lead.artifact.version;
}
