import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rename, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {rootFileSystems} from '../../../src/lab/hosts/paths.js';

const PACKAGES = ['selinux-policy-default', 'semodule-utils', 'selinux-utils'];

/** The types that Debian's SELinux policy gives to paths, by path. It needs neither root nor SELinux. */
export async function labelsOf(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const folder = await policy();
  const {stdout} = await execa(join(folder, 'usr/sbin/matchpathcon'), ['-n', '-f', join(folder, 'base.fc'), ...paths]);
  const types = stdout.split('\n').map(context => context.split(':')[2] ?? context);
  return new Map(paths.map((path, index) => [path, types[index]!]));
}

/** The unpacked packages, with the contexts of files as base.fc, downloaded once and kept in the cache of the lab. */
async function policy(): Promise<string> {
  const made = join(dirname(rootFileSystems()), 'selinux-policy');
  if (existsSync(made)) return made;
  await mkdir(dirname(made), {recursive: true});
  const folder = await mkdtemp(`${made}.`);
  try {
    await execa('apt-get', ['--quiet', 'download', ...PACKAGES], {cwd: folder});
    for (const name of await readdir(folder)) await execa('dpkg', ['-x', name, '.'], {cwd: folder});
    await execa(
      'sh',
      [
        '-ec',
        `bunzip2 -kc usr/share/selinux/default/base.pp.bz2 >base.pp
        usr/bin/semodule_unpackage base.pp base.mod base.fc
        cp etc/selinux/default/contexts/files/file_contexts.subs_dist base.fc.subs_dist`,
      ],
      {cwd: folder},
    );
    await rename(folder, made);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
  return made;
}
