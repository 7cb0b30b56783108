import type {HostRelease} from '../../artifacts/bundle.js';
import type {HostRendering} from '../../render/types.js';

/** What rendered texts name and the release does not have, each with the place: "image x/y:1 (in /etc/z)". */
export const unknownNames = (rendering: HostRendering, {artifacts}: HostRelease): readonly string[] => {
  const links = rendering.links.map(({path, target}) => ({path, text: absolute(path, target)}));
  const installed = [
    ...rendering.artifacts.map(({path}) => path),
    ...rendering.files.map(({path}) => path),
    ...rendering.links.map(({path}) => path),
  ];
  const images = [...artifacts.values()].flatMap(({image}) => image ?? []);
  return [...rendering.files, ...links].flatMap(({path, text}) => [
    ...matches(text, PATH)
      .filter(named => !installed.some(each => each === named || each.startsWith(`${named}/`)))
      .map(named => `the file ${named} (in ${path})`),
    ...unknownImages(text, images).map(named => `the image ${named} (in ${path})`),
  ]);
};

/** References to images in a text, other than those of a release. */
export const unknownImages = (text: string, images: readonly string[]): readonly string[] =>
  matches(text, IMAGE).filter(named => !images.includes(named));

/** Everything that quorate installs from a bundle is below these folders. */
const PATH = /(?<![\w./-])\/opt\/(?:quorate|cni)\/[\w.@+/-]*[\w@+-]/g;

/** "registry.k8s.io/coredns/coredns:v1.14.2", with a digest or without. */
const IMAGE =
  /(?<![\w./:-])[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/[a-z0-9._-]+)+:[a-zA-Z0-9_][\w.-]*(?:@sha256:[0-9a-f]{64})?/g;

const matches = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([found]) => found)),
];

/** The target of a link as a path from the root. */
const absolute = (path: string, target: string): string => {
  if (target.startsWith('/')) return target;
  const parts = path.split('/').slice(1, -1);
  for (const part of target.split('/'))
    if (part === '..') parts.pop();
    else parts.push(part);
  return `/${parts.join('/')}`;
};
