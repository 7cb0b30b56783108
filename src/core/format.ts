/** Milliseconds in readable units: "0.4 s", "12.3 s", "2 min 5 s", "1 h 4 min". */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return twoUnits(Math.floor(rounded / 60), 'min', rounded % 60, 's');
  const minutes = Math.round(rounded / 60);
  return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
};

const twoUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** Bytes in decimal units: "812 B", "84.4 MB", "1.2 GB". */
export const bytes = (count: number): string => {
  if (count < 1000) return `${count} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = count / 1000;
  let unit = 0;
  // Rounding may reach the next unit: 999 960 bytes are 1.0 MB, not 1000.0 kB.
  while (Number(value.toFixed(1)) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
};

/** "1 host", "3 hosts", "2 binaries". */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** "a", "a and b", "a, b and 3 more". */
export const listed = (names: readonly string[], atMost = 4): string => {
  const shown = names.length > atMost ? names.slice(0, atMost - 1) : names;
  const last = names.length > shown.length ? `${names.length - shown.length} more` : undefined;
  const parts = last === undefined ? shown : [...shown, last];
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
};
