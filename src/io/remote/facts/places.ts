import type {MountFact, PlaceFact} from '../../../core/model/place.js';
import {type Answer, matched} from './answer.js';
import {mountOf} from './mounts.js';

export function placesIn(answer: Answer, mounts: readonly MountFact[]): ReadonlyMap<string, PlaceFact> {
  const free = freeByPath(answer);
  const places = matched(answer, 'places', /^(\/[^\t]*)\t(\.[^\t]*)\t(yes|no)\t([^\t]*)$/);
  const real = realPaths(answer, [...new Set(['.', ...places.map(([, , nearest]) => nearest!)])]);
  return new Map(
    places.map(([, path = '', nearest = '', writable, obstacle]) => {
      const space = free.get(nearest);
      if (space === undefined) throw answer.garbled(`the free space of ${path} is missing`);
      const directory = real(nearest);
      const mount = mountOf(mounts, directory);
      return [
        path,
        {
          real: `${directory === '/' ? '' : directory}${path.slice(nearest.length - 1)}`,
          ...(obstacle === '' ? {} : {obstacle: obstacle!}),
          writable: writable === 'yes',
          ...space,
          ...(mount === undefined ? {} : {mount}),
        },
      ];
    }),
  );
}

/** The first line of the answer is the root directory. */
function realPaths(answer: Answer, asked: readonly string[]): (path: string) => string {
  const lines = answer.lines('real');
  const [root = ''] = lines;
  if (lines.length !== asked.length || lines.some(line => !line.startsWith('/')))
    throw answer.garbled('the real paths of directories are missing');
  const found = new Map(asked.map((path, at) => [path, lines[at]!]));
  // A test has another root directory. A link may lead out of it.
  return path => {
    const at = found.get(path)!;
    return root !== '/' && `${at}/`.startsWith(`${root}/`) ? at.slice(root.length) || '/' : at;
  };
}

type Space = Pick<PlaceFact, 'freeBytes' | 'freeInodes'>;

const freeByPath = (answer: Answer): ReadonlyMap<string, Space> =>
  new Map(
    matched(answer, 'free', /^[^\t]+\t(\d+)\t(\d+)\t(\d+)\t(\d+)\t(.+)$/).map(
      ([, blocks, size, inodes, free, path]) => [
        path!,
        {freeBytes: Number(blocks) * Number(size), ...(inodes === '0' ? {} : {freeInodes: Number(free)})},
      ],
    ),
  );
