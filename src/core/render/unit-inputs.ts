/** Paths of the files that require a restart of the unit; the host records their state at each start. */
export const unitInputs = (unitText: string): readonly string[] => paths(unitText, 'QUORATE_INPUTS');

/** Paths of the files that the unit reloads; empty for a unit that reloads nothing. */
export const unitReloads = (unitText: string): readonly string[] => paths(unitText, 'QUORATE_RELOADS');

function paths(unitText: string, variable: string): readonly string[] {
  // Not by splitting the text into lines: a plan asks for this dozens of times for each host.
  const before = `\nEnvironment=${variable}=`;
  const text = `\n${unitText}\n`;
  const start = text.indexOf(before);
  if (start === -1) return [];
  return text.slice(start + before.length, text.indexOf('\n', start + 1)).split(':');
}
