/** Is version "1.36.3" of this minor ("1.35") or a later one? */
export function isFrom(line: `${number}.${number}`, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [lineMajor = 0, lineMinor = 0] = line.split('.').map(Number);
  return major > lineMajor || (major === lineMajor && minor >= lineMinor);
}
