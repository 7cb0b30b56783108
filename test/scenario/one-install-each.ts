/** Uploading a binary is like uploading the next: of each host's uploads one is enough, and of all else everything. */
export function oneInstallEach(titles: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return titles.filter(title => {
    const host = /^(\S+): install /.exec(title)?.[1];
    if (host === undefined) return true;
    if (seen.has(host)) return false;
    seen.add(host);
    return true;
  });
}
