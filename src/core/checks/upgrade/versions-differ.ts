import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import type {VersionChange} from '../../versions/changes.js';

/** Of a run that has nothing to do with versions: what is in use is not what it would install. One finding a component. */
export function versionsDiffer(changes: readonly VersionChange[]): readonly Finding[] {
  const by = new Map<string, VersionChange[]>();
  for (const move of changes) {
    const key = `${move.component} ${move.from} ${move.to}`;
    by.set(key, [...(by.get(key) ?? []), move]);
  }
  return [...by.values()].map(same => {
    const {component, from, to} = same[0]!;
    const hosts = [...new Set(same.map(({host}) => host))];
    return {
      code: 'version/differs',
      level: 'error',
      message: `${component} ${from} is in use on ${listed(hosts)}, and ${to} is what the configuration and the bundle say`,
      fix: 'quorate upgrade plan',
    };
  });
}
