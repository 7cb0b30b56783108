/** Paths of the files that require a restart of the unit; the host records their state at each start. */
export const unitInputs = (unitText: string): readonly string[] => paths(unitText, 'QUORATE_INPUTS');

/** Paths of the files that the unit reloads; empty for a unit that reloads nothing. */
export const unitReloads = (unitText: string): readonly string[] => paths(unitText, 'QUORATE_RELOADS');

function paths(unitText: string, variable: string): readonly string[] {
  const prefix = `Environment=${variable}=`;
  const line = unitText.split('\n').find(each => each.startsWith(prefix));
  return line === undefined ? [] : line.slice(prefix.length).split(':');
}
