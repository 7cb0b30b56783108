import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import {basename, join} from 'node:path';
import {execa} from 'execa';

interface Wanted {
  /** Of Debian: "bookworm". */
  readonly suite: string;
  readonly packages: readonly string[];
  /** The text of /var/lib/dpkg/status of the host: what it has is not part of the repository. */
  readonly status: string;
}

/** Downloads packages, with what they need and a host does not have, from the Debian mirror of this machine. */
export async function makeRepository(folder: string, {suite, packages, status}: Wanted): Promise<void> {
  const at = (...parts: readonly string[]) => join(folder, ...parts);
  await mkdir(at('state', 'lists', 'partial'), {recursive: true});
  await mkdir(at('cache', 'archives', 'partial'), {recursive: true});
  await mkdir(at('repository'), {recursive: true});
  await writeFile(at('status'), status);
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(at('sources'), `deb [signed-by=${keyring}] ${await mirrorOf(suite)} ${suite} main\n`);
  const settings = {
    'Dir::Etc::SourceList': at('sources'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State': at('state'),
    'Dir::State::status': at('status'),
    'Dir::Cache': at('cache'),
    'APT::Keep-Downloaded-Packages': 'true',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const apt = (...words: readonly string[]) => execa('apt-get', ['-q', '-y', ...options, ...words]);
  await apt('update');
  await apt('--download-only', '--no-install-recommends', 'install', ...packages);
  const entries: string[] = [];
  for (const name of (await readdir(at('cache', 'archives'))).filter(each => each.endsWith('.deb'))) {
    await rename(at('cache', 'archives', name), at('repository', name));
    const [content, {stdout}] = await Promise.all([
      readFile(at('repository', name)),
      execa('dpkg-deb', ['-f', at('repository', name)]),
    ]);
    const digest = createHash('sha256').update(content).digest('hex');
    entries.push(`${stdout}\nFilename: ./${name}\nSize: ${content.length}\nSHA256: ${digest}\n`);
  }
  await writeFile(at('repository', 'Packages'), entries.join('\n'));
}

/** Where this machine has its own packages of a suite from. */
async function mirrorOf(suite: string): Promise<string> {
  const ofMain = ['Created-By: Packages', `Codename: ${suite}`];
  const {stdout} = await execa('apt-get', ['indextargets', '--format', '$(REPO_URI)', ...ofMain]);
  const [mirror] = stdout.split('\n');
  if (!mirror) throw new Error(`the package lists of this machine have no suite ${suite}`);
  return mirror;
}

/** Serves the repository that was made in a folder, as `deb [trusted=yes] http://ADDRESS:PORT ./`. */
export async function serveRepository(folder: string, address: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const name = basename(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const file = createReadStream(join(folder, 'repository', name));
    file.on('error', () => response.writeHead(404).end());
    file.on('open', () => file.pipe(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, address, resolve);
  });
  return server;
}
