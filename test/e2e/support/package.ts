import {relative, resolve} from 'node:path';
import {execa} from 'execa';
import {bundleDirectory} from '../../../src/io/bundle/bundle.js';
import {ROOT} from './cli.js';
import type {LabCluster} from './cluster.js';

/**
 * Puts the command line tool on a host as a user would unpack it: node where it is here, the package, the bundle.
 * @returns the words that start it there.
 */
export async function installQuorate(cluster: LabCluster, host: string): Promise<readonly string[]> {
  const node = process.execPath;
  await send(cluster, host, '/', '/', [node, ...(await missingLibraries(cluster, host, node))]);
  await cluster.on(host, 'ldconfig');
  await send(cluster, host, ROOT, '/root/quorate', [...PACKAGE, ...(await productionModules())]);
  await send(cluster, host, bundleDirectory(undefined, process.env), '/root/.cache/quorate/bundle', ['.']);
  return [node, '/root/quorate/bin/run.js'];
}

const PACKAGE = ['bin', 'dist', 'templates', 'package.json', 'oclif.manifest.json', 'docs/reference'];

/** Copies files of a folder to a folder of the host. */
async function send(cluster: LabCluster, host: string, from: string, to: string, paths: readonly string[]) {
  const names = paths.map(path => relative(from, resolve(from, path)) || '.');
  const packed = await execa('tar', ['--create', '--dereference', `--directory=${from}`, ...names], {
    encoding: 'buffer',
    maxBuffer: Number.POSITIVE_INFINITY,
    // Its error would hold all that was packed.
    reject: false,
  });
  if (packed.exitCode !== 0) throw new Error(`packing ${from}: ${Buffer.from(packed.stderr)}`);
  const unpack = `mkdir -p ${to} && tar --extract --no-same-owner --directory=${to}`;
  const {code, stderr} = await cluster.lab.exec(host, ['sh', '-c', unpack], {stdin: packed.stdout});
  if (code !== 0) throw new Error(`${host}: ${unpack}: ${stderr}`);
}

/** What is installed without the tools for development; a package inside another one comes with that. */
async function productionModules(): Promise<readonly string[]> {
  const {stdout} = await execa('npm', ['ls', '--omit=dev', '--all', '--parseable'], {cwd: ROOT});
  const folders = stdout.split('\n').slice(1);
  return folders
    .filter(folder => !folders.some(other => folder.startsWith(`${other}/`)))
    .map(folder => relative(ROOT, folder));
}

async function missingLibraries(cluster: LabCluster, host: string, program: string): Promise<readonly string[]> {
  const {stdout} = await execa('ldd', [program], {reject: false});
  const libraries = [...stdout.matchAll(/(?:=> |^\t)(\/\S+)/gm)].map(([, path]) => path!);
  const missing = await cluster.on(
    host,
    ...['sh', '-c', 'for each; do [ -e "$each" ] || echo "$each"; done', 'sh'],
    ...libraries,
  );
  return missing.split('\n').filter(Boolean);
}
