const PREFIX = 'Environment=QUORATE_INPUTS=';

/** Paths of everything the unit's process reads when it starts; the same line tells the host what to record. */
export function unitInputs(unitText: string): readonly string[] {
  const line = unitText.split('\n').find(each => each.startsWith(PREFIX));
  return line === undefined ? [] : line.slice(PREFIX.length).split(':');
}
