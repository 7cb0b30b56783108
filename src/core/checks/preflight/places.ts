import {counted, listed} from '../../format.js';
import {by} from '../../group-by.js';
import type {Finding} from '../../model/finding.js';
import type {PlaceFact} from '../../model/place.js';
import {ETCD_DATA} from '../../render/etcd/flags.js';
import {error, inName, type Subject, warning} from './check.js';

/** A file, or a link without a target, where a directory has to be. Each is reported once, whatever is below it. */
export const obstacles = ({name, facts}: Subject): readonly Finding[] => [
  ...[...by([...facts.places.values()], ({obstacle}) => obstacle)].flatMap(([path, [place]]) =>
    path === undefined || place === undefined ? [] : [obstacle(name, path, facts.links.get(path))],
  ),
];

const obstacle = (host: string, path: string, target: string | undefined): Finding =>
  target === undefined
    ? error(
        `DirAvailable-${inName(path)}`,
        `${host}: ${path} has to be a directory, and is a file`,
        `on ${host}: \`mv ${path} ${path}.old\``,
      )
    : error(
        `DirAvailable-${inName(path)}`,
        `${host}: ${path} is a symbolic link to ${target}, which does not exist`,
        `on ${host}: mount the disk that it leads to, or \`mkdir -p ${targetPath(path, target)}\`; if nothing needs the link: \`rm ${path}\``,
      );

/** The target of a link as a path from the root. */
const targetPath = (path: string, target: string): string =>
  target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;

/** The service of etcd cannot see directories of users and temporary files. */
const HIDDEN: readonly string[] = ['/home', '/root', '/run/user', '/tmp', '/var/tmp'];

export const hiddenData = ({name, member, facts}: Subject): readonly Finding[] => {
  const real = facts.places.get(ETCD_DATA)?.real;
  const hidden = HIDDEN.find(directory => real?.startsWith(`${directory}/`) === true);
  return member === undefined || hidden === undefined
    ? []
    : [
        error(
          `DirAvailable-${inName(ETCD_DATA)}`,
          `${name}: ${ETCD_DATA} leads to ${real}; etcd.service has no access to ${hidden}`,
          `on ${name}: mount the disk elsewhere, for example at ${ETCD_DATA} itself, and correct the link`,
        ),
      ];
};

/** Directories that a reset empties. A directory of this name is quorate's; one that a link leads to may have other files. */
export const sharedData = ({name, facts, node, isNew}: Subject): readonly Finding[] =>
  node === undefined || !isNew
    ? []
    : NODE_DATA.filter(path => facts.links.has(path) && facts.directories.get(path)?.empty === false).map(path => {
        const real = facts.places.get(path)?.real ?? facts.links.get(path);
        return error(
          `DirAvailable-${inName(path)}`,
          `${name}: ${path} leads to ${real}, which has files; a reset would delete them`,
          `on ${name}: let the link lead to an empty directory, for example \`mkdir -p ${real}${path} && ln -sfn ${real}${path} ${path}\``,
        );
      });

const NODE_DATA: readonly string[] = ['/var/lib/kubelet', '/var/lib/containerd'];

/** On a host of the cluster it is a warning: a run that writes nothing there works. */
export const readOnly = ({name, facts, isNew}: Subject): readonly Finding[] => {
  const closed = [...facts.places].filter(([, {writable, mount}]) => !writable || isReadOnly(mount));
  return [...by(closed, ([, {mount}]) => (isReadOnly(mount) ? mount?.point : undefined))].map(([point, places]) => {
    const paths = places.map(([path]) => path);
    const where =
      point === undefined
        ? `${listed(paths, 3)} cannot be written to`
        : `${point} is mounted read-only; quorate writes to ${listed(paths, 3)}`;
    const fix =
      point === undefined
        ? `on ${name}: \`lsattr -d ${paths[0]}\` shows the attribute i of an immutable directory; \`chattr -i ${paths[0]}\` clears it`
        : `on ${name}: \`mount -o remount,rw ${point}\`, and delete ro from its line in /etc/fstab; where the distribution keeps it read-only, use another one`;
    return (isNew ? error : warning)('ReadOnly', `${name}: ${where}`, fix);
  });
};

export const isReadOnly = (mount: PlaceFact['mount']): boolean => mount?.options.includes('ro') === true;

/** Enough for the files of a release, its images and a day of logs. */
const MIN_INODES = 20_000;

/** A file system can be full while it has free bytes. */
export const inodes = ({name, facts, isNew}: Subject): readonly Finding[] => {
  const few = [...facts.places].filter(([, {freeInodes}]) => (freeInodes ?? MIN_INODES) < MIN_INODES);
  return !isNew
    ? []
    : [...by(few, ([, {mount, freeInodes}]) => mount?.device ?? freeInodes)].map(([, places]) => {
        const paths = places.map(([path]) => path);
        return warning(
          'DiskSpace',
          `${name}: the file system of ${listed(paths, 3)} has ${counted(places[0]![1].freeInodes ?? 0, 'free inode')}; ${MIN_INODES} are needed`,
          `on ${name}: \`df -i\` shows what is free; delete files, or mount a file system with more inodes`,
        );
      });
};
