import {counted, listed} from '../../core/format.js';
import {RESET} from '../../core/model/reset-scope.js';
import type {ManagedHost, ResetOutcome} from '../../workflows/reset.js';

interface Line {
  readonly title: string;
  readonly detail?: string;
}

/** What a reset does on a host, in short. */
export function holdingLines(holding: ManagedHost, deleteEdited: boolean): readonly Line[] {
  const {host, identity, files, units, packages, kept = {edited: [], foreign: []}} = holding;
  const as = identity === undefined || identity.host === host ? '' : ` (${identity.host} of another cluster)`;
  const [edited, ofThem] = [counted(kept.edited.length, 'changed file'), kept.edited.length === 1 ? 'it' : 'them'];
  return [
    {
      title: `${host}${as}: ${counted(files, 'file')} and all data will be deleted`,
      ...(units.length === 0 ? {} : {detail: units.join(', ')}),
    },
    ...some(
      packages,
      `${host}: ${counted(packages.length, 'package')} will be removed, unless something else needs them`,
    ),
    ...some(
      kept.edited,
      deleteEdited
        ? `${host}: ${edited} of quorate will be deleted`
        : `${host}: ${edited} of quorate will be kept in /var/lib/quorate-kept; --delete-edited deletes ${ofThem}`,
    ),
    ...some(kept.foreign, `${host}: ${counted(kept.foreign.length, 'file')} that quorate did not write will be kept`),
  ];
}

const some = (items: readonly string[], title: string): readonly Line[] =>
  items.length === 0 ? [] : [{title, detail: listed(items, 20)}];

/** All that a reset deletes and keeps on a host, for a dry run. */
export function holdingText({host, units, paths, packages, kept}: ManagedHost, deleteEdited: boolean): string {
  const part = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`  ${title}:`, ...items.map(item => `    ${item}`)];
  const edited = kept?.edited ?? [];
  return [
    `${host}:`,
    ...part('stop and disable', units),
    ...part('delete with all contents, where they exist', RESET.directories),
    ...part('delete', paths),
    ...part('remove packages, unless something else needs them', packages),
    ...part(deleteEdited ? 'delete, although they were changed' : 'keep in /var/lib/quorate-kept, as changed', edited),
    ...part('keep, as quorate did not write them', kept?.foreign ?? []),
  ].join('\n');
}

export const resetSummary = ({ran, holdings}: ResetOutcome, dryRun: boolean): string => {
  if (ran) return `reset: done on ${counted(holdings.length, 'host')}`;
  if (holdings.length === 0) return 'No changes: no host has anything of quorate.';
  return dryRun ? 'Dry run: nothing was deleted.' : 'Nothing was deleted.';
};
