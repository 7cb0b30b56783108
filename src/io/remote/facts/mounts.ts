import type {MountFact} from '../../../core/model/place.js';

/** The mounts of /proc/self/mountinfo, in its order. */
export const mountsIn = (files: ReadonlyMap<string, readonly string[]>): readonly MountFact[] =>
  (files.get('/proc/self/mountinfo') ?? []).flatMap(line => {
    const [mount = '', fileSystem = ''] = line.split(' - ');
    const [, , device, , point, options = ''] = mount.split(' ');
    const [, , ofFileSystem = ''] = fileSystem.split(' ');
    if (device === undefined || point === undefined) return [];
    return [{point: unescaped(point), device, options: [...options.split(','), ...ofFileSystem.split(',')]}];
  });

/** The mount that a path is on: the innermost, and of several at one point the last. */
export const mountOf = (mounts: readonly MountFact[], path: string): MountFact | undefined =>
  mounts
    .filter(({point}) => point === '/' || path === point || path.startsWith(`${point}/`))
    .reduce<MountFact | undefined>(
      (inner, mount) => (inner === undefined || mount.point.length >= inner.point.length ? mount : inner),
      undefined,
    );

/** "\040" for a space. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
