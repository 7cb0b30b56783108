import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {unitInputs} from '../../render/unit-inputs.js';
import type {Artifact} from '../../versions/bundle.js';
import {installedLink} from '../../versions/install-paths.js';
import {type Action, type Stage, serial} from '../action.js';
import {type DesiredHostState, desiredOn} from '../desired-actions.js';
import type {PlanInput} from '../input.js';
import {GROUPS, type Group, groupOf, groupOfUnit, LEADS} from './group.js';
import {releaseBefore, versionInUse} from './release-before.js';

/** An artifact of a host that is in use in one version and is to be in another. */
export interface ArtifactChange {
  readonly artifact: Artifact;
  readonly from: string;
}

/** One group of programs of a living host that changes its version: forth, or back when it comes to no good. */
export interface ComponentUpgrade {
  readonly host: HostName;
  readonly group: Group;
  readonly moving: readonly ArtifactChange[];
  /** Files first: a unit is read again when it is started, a link counts at once. */
  readonly apply: readonly Placing[];
  readonly rollback: readonly Placing[];
  /** To be started anew, in this order. */
  readonly units: readonly string[];
}

export type Placing = Extract<Action, {kind: 'file/put' | 'link/put'}>;

/**
 * What differs on a host between the release it runs and the one it is to run, and takes in more than a look: paths
 * that are put in place at the moment of the restart, and not with everything else beforehand.
 */
export function componentUpgrades(
  host: HostName,
  facts: HostFacts,
  wanted: DesiredHostState,
  input: PlanInput,
): readonly ComponentUpgrade[] {
  const {release} = input;
  return GROUPS.flatMap(group => {
    const moving = [...release.artifacts.values()].filter(each => groupOf(each) === group).flatMap(movingOn(facts));
    if (moving.length === 0) return [];
    const before = desiredOn(host, facts, {...input, release: releaseBefore(facts, release, group)});
    const was = placings(before);
    const belongs = belongsTo(group, moving, wanted);
    const apply = placings(wanted).filter(each => belongs(each) && !same(each, was.find(at(each))));
    const paths = new Set(apply.map(({path}) => path));
    return [
      {
        host,
        group,
        moving,
        apply,
        rollback: was.filter(({path}) => paths.has(path)),
        units: unitsReading(paths, wanted),
      },
    ];
  });
}

const movingOn =
  (facts: HostFacts) =>
  (artifact: Artifact): readonly ArtifactChange[] => {
    const from = artifact.kind === 'binary' ? versionInUse(facts, artifact) : undefined;
    return from === undefined || from === artifact.version ? [] : [{artifact, from}];
  };

const placings = ({configure}: DesiredHostState): readonly Placing[] => {
  const all = configure.filter(each => each.kind === 'file/put' || each.kind === 'link/put');
  return [...all.filter(({kind}) => kind === 'file/put'), ...all.filter(({kind}) => kind === 'link/put')];
};

const at =
  ({path}: Placing) =>
  (other: Placing): boolean =>
    other.path === path;

const same = (one: Placing, other: Placing | undefined): boolean =>
  one.kind === 'link/put'
    ? other?.kind === 'link/put' && one.target === other.target
    : other?.kind === 'file/put' && one.digest === other.digest;

/** A link belongs to the group of its program, a file to that of the first unit that reads it. */
const belongsTo = (group: Group, moving: readonly ArtifactChange[], {unitTexts}: DesiredHostState) => {
  const links = new Set(moving.map(({artifact}) => installedLink(artifact)));
  return ({kind, path}: Placing): boolean => {
    if (kind === 'link/put') return links.has(path);
    const readers = [...unitTexts].filter(([, text]) => unitInputs(text).includes(path)).map(([unit]) => unit);
    return GROUPS.find(each => readers.some(unit => groupOfUnit(unit) === each)) === group;
  };
};

const unitsReading = (paths: ReadonlySet<string>, {early, late, unitTexts}: DesiredHostState): readonly string[] =>
  [...early, ...late]
    .map(({unit}) => unit)
    .filter(unit => unitInputs(unitTexts.get(unit) ?? '').some(path => paths.has(path)));

/** Puts a version in place, starts it, and waits until it holds; or puts the one before back and waits for that. */
export function upgradeStage(
  title: string,
  {host, apply, rollback, units}: ComponentUpgrade,
  gate: readonly Action[],
  gateBack: readonly Action[],
): Stage {
  const run = units.map((unit): Action => ({kind: 'service/run', host, unit}));
  const steady = units.map((unit): Action => ({kind: 'service/await-stable', host, unit}));
  return {
    uninterruptible: true,
    ...serial(title, [...apply, ...run, ...steady, ...gate]),
    rollback: [...rollback, ...run, ...steady, ...gateBack],
  };
}

/** Of the program that leads the group, else of the first that moves, with its name. */
export function leadingVersion({group, moving}: Pick<ComponentUpgrade, 'group' | 'moving'>): string {
  const lead = moving.find(({artifact}) => artifact.name === LEADS[group].name);
  const {name, version} = moving[0]!.artifact;
  return lead === undefined ? `${name} ${version}` : lead.artifact.version;
}
