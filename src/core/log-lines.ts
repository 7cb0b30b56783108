/**
 * What the end of a log says about a process that does not run. Programs print their usage after, or before, the flag that
 * they do not accept: it is left out, unless there is nothing else.
 *
 * @param lines with their indentation, the newest last.
 */
export function logExcerpt(lines: readonly string[], most: number): readonly string[] {
  const said = withoutUsage(lines);
  return (said.length > 0 ? said : lines)
    .map(line => line.trim())
    .filter(line => line !== '')
    .slice(-most);
}

/** The newest line that a program marks as an error, else the newest line. */
export const errorLine = (lines: readonly string[]): string | undefined => lines.findLast(isError) ?? lines.at(-1);

function withoutUsage(lines: readonly string[]): readonly string[] {
  let isUsage = false;
  return lines.filter(line => {
    if (/^usage\b.*(?::|\[)/i.test(line)) isUsage = true;
    // Flags are indented, below headings like "Global flags:".
    else if (!/^\s|^$|:$/.test(line)) isUsage = false;
    return !isUsage && line.trim() !== '';
  });
}

const isError = (line: string): boolean => ERRORS.some(pattern => pattern.test(line));

const ERRORS: readonly RegExp[] = [
  // cobra.
  /^error:/i,
  // klog: E1130 08:07:55.559470, F1130 …
  /^[EF]\d{4} \d{2}:/,
  // zap, of etcd.
  /^\{"level":"(?:error|dpanic|panic|fatal)"/,
  // logrus, of containerd.
  /\blevel=(?:error|fatal|panic)\b/,
  // The runtime of Go.
  /^(?:panic|fatal error): /,
  // haproxy and keepalived.
  /^\[(?:ALERT|EMERG)\]/,
];
