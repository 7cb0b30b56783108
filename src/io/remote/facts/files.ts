import {isKeptSet} from '../../../core/model/kept-files.js';
import {digestOf} from '../../../core/model/names.js';
import type {HostFacts} from '../../../core/model/observed.js';
import {type Answer, matched, plainPath, texts} from './answer.js';

type FileFacts = Pick<HostFacts, 'files' | 'links' | 'directories' | 'publicTexts' | 'owned' | 'keptFiles'>;

export function filesIn(answer: Answer): FileFacts {
  assertNothingUnreadable(answer);
  const seen = matched(answer, 'seen', /^([a-z ()]+)\t([0-7]+)\t([^\s:]+:[^\s:]+)\t\d+\t\d+\t[^\t]+\t(.+)$/).map(
    ([, type, mode, owner, path]) => ({type: type!, mode: mode!, owner: owner!, path: plainPath(answer, path!)}),
  );
  const ofType = (...types: readonly string[]) => seen.filter(each => types.includes(each.type));
  const digests = new Map(
    matched(answer, 'digests', /^([0-9a-f]{64}) [ *](.+)$/).map(
      ([, digest, path]) => [plainPath(answer, path!), digestOf(digest!)] as const,
    ),
  );
  const nonEmpty = new Set(answer.lines('full').map(path => plainPath(answer, path)));
  const files = ofType('regular file', 'regular empty file').map(({path, mode, owner}) => {
    const digest = digests.get(path);
    if (digest === undefined) throw answer.garbled(`the digest of ${path} is missing`);
    return [path, {digest, mode, owner}] as const;
  });
  const followed = matched(answer, 'followed', /^([0-7]+)\t([^\s:]+:[^\s:]+)\t(.+)$/).map(([, mode, owner, path]) => ({
    mode: mode!,
    owner: owner!,
    path: plainPath(answer, path!),
  }));
  const directories = [...ofType('directory'), ...followed].map(
    ({path, mode, owner}) => [path, {empty: !nonEmpty.has(path), mode, owner}] as const,
  );
  return {
    files: new Map(files),
    links: linksIn(answer, ofType('symbolic link').length),
    directories: new Map(directories),
    publicTexts: new Map([...texts(answer, 'certificates'), ...texts(answer, 'kubeconfigs')]),
    owned: new Set(answer.lines('owned')),
    keptFiles: new Set(answer.lines('kept-files').filter(isKeptSet)),
  };
}

/** A path that cannot be examined is not absent. */
function assertNothingUnreadable(answer: Answer): void {
  const [path] = answer.lines('unseen').map(each => plainPath(answer, each));
  if (path === undefined) return;
  throw answer.garbled(
    `${path} cannot be examined (permissions, a stale mount or a damaged disk)`,
    `on this host, as root, see why: stat ${path}`,
  );
}

function linksIn(answer: Answer, expected: number): ReadonlyMap<string, string> {
  const targets = answer.lines('links');
  const paths = answer.lines('linked');
  if (targets.length !== expected || paths.length !== expected) throw answer.garbled('targets of links are missing');
  return new Map(paths.map((path, at) => [plainPath(answer, path), targets[at]!]));
}
