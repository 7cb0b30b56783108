import type {Artifact, HostRelease, Release} from '../../artifacts/bundle.js';
import {installedLink, linkedTo} from '../../artifacts/install-paths.js';
import type {HostFacts} from '../../model/observed.js';
import {type Group, groupOf, LEADS} from './group.js';

/** The version of an artifact that the host's link points to; undefined without a link. */
export function versionInUse({links}: HostFacts, artifact: Artifact): string | undefined {
  const used = linkedTo(links.get(installedLink(artifact)) ?? '');
  return used?.component === artifact.component && used.name === artifact.name ? used.version : undefined;
}

/**
 * The release before the upgrade of one group of programs on a host: what it renders is what a rollback restores. Only
 * the version numbers of its artifacts are known, which is enough for links and flags.
 */
export function releaseBefore(facts: HostFacts, release: HostRelease, group: Group): HostRelease {
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

/** As the release of all hosts, to plan for one host. */
export const onlyFor = (release: HostRelease): Release => ({
  versions: release.versions,
  arches: new Map([[release.arch, release]]),
});
