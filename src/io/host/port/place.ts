import type {HostPort} from '../../../run/site.js';
import {assertField, assertModes, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

type Links = Parameters<HostPort['link']>[0];
type Directories = Parameters<HostPort['makeDirectories']>[0];

/** Each link is replaced at once: there is no moment without it. */
export async function putLinks(shell: RemoteShell, links: Links): Promise<void> {
  if (links.length === 0) return;
  assertUsable(
    shell.name,
    links.map(link => link.path),
  );
  assertField(
    shell.name,
    links.map(link => link.target),
  );
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'link'],
    title: links.length === 1 ? `link ${links[0]!.path}` : `put ${links.length} links`,
    changes: true,
    input: links.map(({path, target}) => `${path}\t${target}\n`).join(''),
    timeoutMs: 120_000,
  });
}

export async function makeDirectories(shell: RemoteShell, directories: Directories): Promise<void> {
  if (directories.length === 0) return;
  assertUsable(
    shell.name,
    directories.map(directory => directory.path),
  );
  assertModes(
    shell.name,
    directories.map(directory => directory.mode),
  );
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'directories'],
    title: directories.length === 1 ? `make ${directories[0]!.path}` : `make ${directories.length} directories`,
    changes: true,
    input: directories.map(({mode, path}) => `${mode}\t${path}\n`).join(''),
    timeoutMs: 120_000,
  });
}
