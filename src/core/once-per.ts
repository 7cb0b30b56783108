/**
 * The same function, asked once for each object: for a pure one whose result many callers need. What it made is forgotten
 * with the object, so nothing is remembered beyond the run that made the object.
 */
export function oncePer<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, {readonly value: T}>();
  return key => {
    const known = made.get(key) ?? {value: make(key)};
    made.set(key, known);
    return known.value;
  };
}
