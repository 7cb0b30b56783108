/** Paths of everything that takes a restart of the unit; the same line tells the host what to record. */
export const unitInputs = (unitText: string): readonly string[] => paths(unitText, 'QUORATE_INPUTS');

/** Paths of what the unit takes in by a reload; empty for a unit that reloads nothing. */
export const unitReloads = (unitText: string): readonly string[] => paths(unitText, 'QUORATE_RELOADS');

function paths(unitText: string, variable: string): readonly string[] {
  const prefix = `Environment=${variable}=`;
  const line = unitText.split('\n').find(each => each.startsWith(prefix));
  return line === undefined ? [] : line.slice(prefix.length).split(':');
}
