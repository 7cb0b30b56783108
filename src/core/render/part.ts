import type {HostRendering} from './types.js';

/** What one component contributes to a host. */
export type Part = Partial<HostRendering>;

/** One host's rendering out of its parts, the order of units being that of the parts. Directories wanted twice are made once. */
export function assemble(parts: readonly Part[]): HostRendering {
  const all = <T>(pick: (part: Part) => readonly T[] | undefined): readonly T[] =>
    parts.flatMap(part => pick(part) ?? []);
  return {
    directories: [...new Map(all(part => part.directories).map(each => [each.path, each])).values()],
    artifacts: all(part => part.artifacts),
    links: all(part => part.links),
    files: all(part => part.files),
    units: all(part => part.units),
    modules: all(part => part.modules),
    sysctls: Object.assign({}, ...parts.map(part => part.sysctls ?? {})),
    images: all(part => part.images),
  };
}
