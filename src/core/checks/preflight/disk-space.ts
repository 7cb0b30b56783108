import type {Artifact} from '../../artifacts/bundle.js';
import {bytesBeside} from '../../artifacts/downloads.js';
import {bytes, listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {Finding} from '../../model/finding.js';
import type {PlaceFact} from '../../model/place.js';
import {error, type Subject, warning} from './check.js';
import {downloadsItself, missingArtifacts} from './missing-artifacts.js';

const MARGIN = 200_000_000;
/** The default quota of etcd for its database. */
const ETCD_ROOM = 2 * 1024 ** 3;

export const diskSpace = (subject: Subject): readonly Finding[] => [...artifactSpace(subject), ...etcdSpace(subject)];

const artifactSpace = (subject: Subject): readonly Finding[] => {
  const missing = missingArtifacts(subject);
  // One archive or image at a time is on the disk together with what is in it.
  const beside = Math.max(0, ...missing.filter(each => downloadsItself(subject, each)).map(bytesBeside));
  const needs = [
    {path: '/opt', need: total(missing) + beside},
    // containerd stores the content of an image archive and its unpacked layers.
    {path: '/var/lib/containerd', need: 2 * total(missing.filter(({kind}) => kind === 'image'))},
  ].filter(({need}) => need > 0);
  const place = (path: string): PlaceFact | undefined => subject.facts.places.get(path);
  // A file system may be mounted more than once; without its device, the same number of free bytes tells.
  return [...by(needs, ({path}) => place(path)?.mount?.device ?? place(path)?.freeBytes)].flatMap(([, sharing]) => {
    const paths = listed(sharing.map(({path}) => path));
    const available = place(sharing[0]!.path)?.freeBytes;
    const need = sharing.reduce((sum, each) => sum + each.need, MARGIN);
    if (available === undefined) return [spaceUnknown(subject, paths, need)];
    return available >= need ? [] : [tooLittle(subject, paths, need, available)];
  });
};

const tooLittle = ({name}: Subject, paths: string, need: number, available: number): Finding =>
  error(
    'DiskSpace',
    `${name}: ${paths} has ${bytes(available)} free; binaries and images need ${bytes(need)}`,
    `on ${name}: free ${bytes(need - available)}, or mount a larger file system`,
  );

const spaceUnknown = ({name}: Subject, paths: string, need: number): Finding =>
  warning(
    'DiskSpace',
    `${name}: the free space at ${paths} is unknown; binaries and images need ${bytes(need)}`,
    `on ${name}: \`df -h\` shows what is free`,
  );

const etcdSpace = ({name, member, isNew, facts}: Subject): readonly Finding[] => {
  const available = facts.places.get('/var/lib/etcd')?.freeBytes;
  if (!isNew || member === undefined || available === undefined || available >= ETCD_ROOM) return [];
  return [
    warning(
      'DiskSpace',
      `${name}: /var/lib/etcd has ${bytes(available)} free; the etcd database may grow to ${bytes(ETCD_ROOM)}`,
      `on ${name}: free space, or mount a larger file system at /var/lib/etcd`,
    ),
  ];
};

const total = (artifacts: readonly Artifact[]): number => artifacts.reduce((sum, {size}) => sum + size, 0);
