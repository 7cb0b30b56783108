import semver from 'semver';

/** For sorting, oldest first. Versions of two numbers ("2.59") are accepted. */
export const compareVersions = (a: string, b: string): number => semver.compare(parsed(a), parsed(b));

export const newest = (versions: Iterable<string>): string | undefined => [...versions].sort(compareVersions).at(-1);

/** "1.36" of "1.36.3". */
export const minorOf = (version: string): string => {
  const {major, minor} = parsed(version);
  return `${major}.${minor}`;
};

/** How many minors the second is ahead of the first; negative if it is behind. */
export const minorsBetween = (one: string, other: string): number => parsed(other).minor - parsed(one).minor;

const parsed = (version: string): semver.SemVer =>
  semver.parse(version) ?? semver.coerce(version) ?? new semver.SemVer('0.0.0');
