import type {HostFacts} from '../../model/observed.js';
import type {Artifact, Release} from '../../versions/bundle.js';
import {installedLink, linkedTo} from '../../versions/install-paths.js';
import {type Group, groupOf, LEADS} from './group.js';

/** The version of an artifact that a host's link leads to; undefined where it has none. */
export function versionInUse({links}: HostFacts, artifact: Artifact): string | undefined {
  const used = linkedTo(links.get(installedLink(artifact)) ?? '');
  return used?.component === artifact.component && used.name === artifact.name ? used.version : undefined;
}

/**
 * The release as it was before one group of programs moved on a host: what it renders is what to go back to. Of the
 * versions before only the names are known, which is all that links and flags are made of.
 */
export function releaseBefore(facts: HostFacts, release: Release, group: Group): Release {
  const artifacts = new Map(
    [...release.artifacts].map(([name, artifact]) => {
      const used = groupOf(artifact) === group ? versionInUse(facts, artifact) : undefined;
      return [name, used === undefined ? artifact : {...artifact, version: used}] as const;
    }),
  );
  const {component, name} = LEADS[group];
  const version = artifacts.get(name)?.version ?? release.versions[component];
  return {...release, artifacts, versions: {...release.versions, [component]: version}};
}
