/** How long a stage took, from the lines of a run: "[1/10] Install binaries and images: done in 28.3 s". */
export const stageSeconds = (lines: string, title: string): number => {
  const [, minutes = '0', seconds = '0'] =
    new RegExp(`\\] ${title}: done in (?:(\\d+) min ?)?(?:([\\d.]+) s)?`).exec(lines) ?? [];
  return Number(minutes) * 60 + Number(seconds);
};
