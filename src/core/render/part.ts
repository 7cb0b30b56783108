import type {HostRendering} from './types.js';

/** The rendering of one component on a host. */
export type Part = Partial<HostRendering>;

/** Merges parts into the rendering of a host, with units in the order of the parts and without duplicate directories and files. */
export function assemble(parts: readonly Part[]): HostRendering {
  const all = <T>(pick: (part: Part) => readonly T[] | undefined): readonly T[] =>
    parts.flatMap(part => pick(part) ?? []);
  return {
    directories: [...new Map(all(part => part.directories).map(each => [each.path, each])).values()],
    artifacts: all(part => part.artifacts),
    links: all(part => part.links),
    files: [...new Map(all(part => part.files).map(each => [each.path, each])).values()],
    units: all(part => part.units),
    users: [...new Set(all(part => part.users))],
    modules: all(part => part.modules),
    sysctls: Object.assign({}, ...parts.map(part => part.sysctls ?? {})),
    images: all(part => part.images),
    booleans: [...new Set(all(part => part.booleans))],
  };
}
