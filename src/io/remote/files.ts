import {sha256} from '../../core/model/digest.js';
import type {HostClient, PutFile} from '../../ports/host.js';
import {LIMITS} from './limits.js';
import {assertField, assertModes, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** Undefined when the file does not exist; throws a Failure when it cannot be read. */
export async function readFrom(shell: RemoteShell, path: string): Promise<Buffer | undefined> {
  assertUsable(shell.name, [path]);
  const {code, stdout} = await runScript(shell, {
    scripts: ['absent', 'read'],
    title: `read ${path}`,
    changes: false,
    secret: true,
    input: `${path}\n`,
    answers: [ABSENT],
    timeoutMs: LIMITS.readFile,
  });
  return code === ABSENT ? undefined : stdout;
}

const ABSENT = 44;

export async function putFiles(shell: RemoteShell, files: readonly PutFile[]): Promise<void> {
  if (files.length === 0) return;
  assertUsable(
    shell.name,
    files.map(file => file.path),
  );
  assertModes(
    shell.name,
    files.map(file => file.mode),
  );
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'pending-keys', 'put'],
    title: `put ${files.length === 1 ? files[0]!.path : `${files.length} files`}`,
    changes: true,
    secret: files.some(file => 'content' in file && file.secret),
    input: message(files),
    timeoutMs: LIMITS.put,
  });
}

function message(files: readonly PutFile[]): Uint8Array {
  const sent = files.map(file => ({file, ...sentOf(file)}));
  const headers = sent.map(
    ({file: {mode, path}, content, kind, digest}) => `${mode}\t${content.byteLength}\t${kind}\t${digest}\t${path}\n`,
  );
  return Buffer.concat([Buffer.from(`${files.length}\n${headers.join('')}`), ...sent.map(({content}) => content)]);
}

/** What is sent for a file; its key is on the host already. */
function sentOf(file: PutFile): {readonly content: Uint8Array; readonly kind: string; readonly digest: string} {
  if ('content' in file) {
    return {content: file.content, kind: file.secret ? 'secret' : 'open', digest: sha256(file.content)};
  }
  const {keyDigest, around} = file;
  if (around === undefined) return {content: Buffer.of(), kind: 'key', digest: keyDigest};
  const content = Buffer.from(around.before + around.after);
  return {content, kind: `around:${Buffer.byteLength(around.before)}:${keyDigest}`, digest: sha256(content)};
}

type Links = Parameters<HostClient['link']>[0];
type Entries = Parameters<HostClient['setModes']>[0];
type Directories = Parameters<HostClient['makeDirectories']>[0];

/** Each link is replaced atomically. */
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
    timeoutMs: LIMITS.put,
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
    timeoutMs: LIMITS.put,
  });
}

export async function setModes(shell: RemoteShell, entries: Entries): Promise<void> {
  if (entries.length === 0) return;
  assertUsable(
    shell.name,
    entries.map(entry => entry.path),
  );
  assertModes(
    shell.name,
    entries.map(entry => entry.mode),
  );
  assertField(
    shell.name,
    entries.map(entry => entry.owner),
  );
  await runScript(shell, {
    scripts: ['modes'],
    title: entries.length === 1 ? `set the mode of ${entries[0]!.path}` : `set the modes of ${entries.length} paths`,
    changes: true,
    input: entries.map(({mode, owner, path}) => `${mode}\t${owner}\t${path}\n`).join(''),
    timeoutMs: LIMITS.put,
  });
}
