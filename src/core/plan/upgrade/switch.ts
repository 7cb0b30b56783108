import type {HostName} from '../../cluster/names.js';
import type {HostFacts} from '../../cluster/observed.js';
import type {Artifact} from '../../components/bundle.js';
import {installedLink} from '../../render/artifacts.js';
import {unitInputs} from '../../render/unit-inputs.js';
import type {Action} from '../action.js';
import type {Situation} from '../situation.js';
import {type WantedOnHost, wantedOn} from '../wanted.js';
import {GROUPS, type Group, groupOf, groupOfUnit} from './group.js';
import {releaseBefore, versionInUse} from './in-use.js';

/** An artifact of a host that is in use in one version and is to be in another. */
export interface Moving {
  readonly artifact: Artifact;
  readonly from: string;
}

/** One group of programs of a living host that changes its version: forth, or back when it comes to no good. */
export interface Switch {
  readonly host: HostName;
  readonly group: Group;
  readonly moving: readonly Moving[];
  /** Files first: a unit is read again when it is started, a link counts at once. */
  readonly forth: readonly Placing[];
  readonly back: readonly Placing[];
  /** To be started anew, in this order. */
  readonly units: readonly string[];
}

export type Placing = Extract<Action, {kind: 'file/put' | 'link/put'}>;

/**
 * What differs on a host between the release it runs and the one it is to run, and takes in more than a look: paths
 * that are put in place at the moment of the restart, and not with everything else beforehand.
 */
export function switchesOn(
  host: HostName,
  facts: HostFacts,
  wanted: WantedOnHost,
  situation: Situation,
): readonly Switch[] {
  const {release} = situation;
  return GROUPS.flatMap(group => {
    const moving = [...release.artifacts.values()].filter(each => groupOf(each) === group).flatMap(movingOn(facts));
    if (moving.length === 0) return [];
    const before = wantedOn(host, facts, {...situation, release: releaseBefore(facts, release, group)});
    const was = placings(before);
    const belongs = belongsTo(group, moving, wanted);
    const forth = placings(wanted).filter(each => belongs(each) && !same(each, was.find(at(each))));
    const paths = new Set(forth.map(({path}) => path));
    return [
      {
        host,
        group,
        moving,
        forth,
        back: was.filter(({path}) => paths.has(path)),
        units: unitsReading(paths, wanted),
      },
    ];
  });
}

const movingOn =
  (facts: HostFacts) =>
  (artifact: Artifact): readonly Moving[] => {
    const from = artifact.kind === 'binary' ? versionInUse(facts, artifact) : undefined;
    return from === undefined || from === artifact.version ? [] : [{artifact, from}];
  };

const placings = ({configure}: WantedOnHost): readonly Placing[] => {
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
const belongsTo = (group: Group, moving: readonly Moving[], {unitTexts}: WantedOnHost) => {
  const links = new Set(moving.map(({artifact}) => installedLink(artifact)));
  return ({kind, path}: Placing): boolean => {
    if (kind === 'link/put') return links.has(path);
    const readers = [...unitTexts].filter(([, text]) => unitInputs(text).includes(path)).map(([unit]) => unit);
    return GROUPS.find(each => readers.some(unit => groupOfUnit(unit) === each)) === group;
  };
};

const unitsReading = (paths: ReadonlySet<string>, {early, late, unitTexts}: WantedOnHost): readonly string[] =>
  [...early, ...late]
    .map(({unit}) => unit)
    .filter(unit => unitInputs(unitTexts.get(unit) ?? '').some(path => paths.has(path)));
