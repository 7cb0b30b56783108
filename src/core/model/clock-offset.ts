/** The clock of a host minus that of this machine, in milliseconds: it is between the two. */
export interface ClockOffset {
  readonly least: number;
  readonly most: number;
}

/** When a host read its clock, by its own, and when it was asked and its answer arrived, by that of this machine. */
export interface ClockReadings {
  readonly sentMs: number;
  /** When the host began to answer. */
  readonly beganMs: number;
  /** Right before the end of its answer. */
  readonly endedMs: number;
  readonly receivedMs: number;
}

/**
 * The host began after it was asked, and ended before its answer was here. However long a command waits, or an answer on a
 * busy machine, it makes the offset less certain and never another one.
 */
export function clockOffset({sentMs, beganMs, endedMs, receivedMs}: ClockReadings): ClockOffset {
  const [most, least] = [beganMs - sentMs, endedMs - receivedMs];
  // A clock that was set in between.
  return {least: Math.min(least, most), most: Math.max(least, most)};
}

/** How far a clock differs from one with this offset, at least: 0 if it may be the same. */
export const offBy = ({least, most}: ClockOffset, usual = 0): number => {
  if (usual < least) return least - usual;
  return usual > most ? most - usual : 0;
};
