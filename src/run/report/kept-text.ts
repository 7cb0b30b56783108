import {listed} from '../../core/format.js';
import type {ResetResult} from '../../ports/host.js';

/** What a reset kept on a host, and why; empty if it kept nothing. */
export const keptText = ({
  keptPackages,
  keptUsers,
  edited,
  foreign,
  loadedModules,
  keptRules,
}: Omit<ResetResult, 'removed'>): string =>
  [
    ...part('kept packages that others need', keptPackages),
    ...part('kept users that other software uses', keptUsers),
    ...part('kept changed files of quorate', edited),
    ...part('kept files that quorate did not write', foreign),
    ...part('kept chains of CNI port mappings, which another network uses, in', keptRules),
    ...part('kernel modules stay loaded until the next boot', loadedModules),
  ].join('; ');

const part = (what: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`${what}: ${listed(items, 20)}`];
