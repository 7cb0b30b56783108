/**
 * Has a live object every field of the desired one, with the same value? The API adds defaults and status, which are
 * ignored. Lists must be equal element by element.
 */
export function covers(live: unknown, desired: unknown): boolean {
  if (desired === undefined) return true;
  if (Array.isArray(desired))
    return (
      Array.isArray(live) && live.length === desired.length && desired.every((each, index) => covers(live[index], each))
    );
  if (isRecord(desired))
    return isRecord(live) && Object.entries(desired).every(([field, value]) => covers(live[field], value));
  return live === desired;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
