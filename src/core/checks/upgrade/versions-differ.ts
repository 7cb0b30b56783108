import type {VersionChange} from '../../artifacts/changes.js';
import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';

/** For commands other than upgrade: installed versions differ from those of the configuration. One finding a change. */
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
      message: `${component} ${from} runs on ${listed(hosts)}, but the configuration and the bundle require ${to}`,
      fix: 'see the upgrade: `quorate upgrade plan`; start it: `quorate upgrade`',
    };
  });
}
