import {createReadStream, existsSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {versionsFor} from '../../../src/core/artifacts/catalog.js';
import {publish} from '../../../src/io/bundle/publish.js';
import {findGo} from '../../../src/lab/bundle/go/toolchain.js';
import {prepareWorkspace} from '../../../src/lab/bundle/go/workspace.js';
import {pack} from '../../../src/lab/bundle/pack.js';
import type {Product} from '../../../src/lab/bundle/product.js';
import {etcd} from '../../../src/lab/bundle/products/etcd.js';
import {installPackages} from '../../../src/lab/hosts/packages.js';
import {asIfFor, changedBundle} from './bundle.js';
import type {LabCluster} from './cluster.js';

/**
 * A copy of the bundle that has etcd, etcdctl and etcdutl for arm64 too, compiled from the same Go modules. Its other
 * artifacts for arm64, which an etcd host does not use, are the files of this machine's architecture.
 */
export async function bundleWithArm64Etcd(kubernetes: string): Promise<string> {
  const directory = await changedBundle(bundle => ({
    ...bundle,
    artifacts: [...bundle.artifacts, ...asIfFor('arm64')(bundle).artifacts],
  }));
  const go = await findGo(process.env);
  const artifacts = [];
  for (const product of etcd(versionsFor({kubernetes}).etcd)) {
    const program = await compiledForArm64(go, product, join(directory, '.work', product.name));
    const elsewhere: Product = {...product, version: `${product.version}/arm64`};
    const packed = await pack(elsewhere, createReadStream(program), directory);
    artifacts.push({...packed, version: product.version, arch: 'arm64' as const});
  }
  await publish(directory, artifacts);
  return directory;
}

async function compiledForArm64(go: string, product: Product, folder: string): Promise<string> {
  if (product.compile.language !== 'go') throw new Error(`${product.name} is not a Go program`);
  const {directory} = await prepareWorkspace(go, product.source, folder);
  const output = join(directory, 'out', product.name);
  await execa(go, ['build', '-mod=mod', '-trimpath', '-ldflags', '-s -w', '-o', output, product.compile.package], {
    cwd: directory,
    env: {CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off', GOOS: 'linux', GOARCH: 'arm64'},
  });
  return output;
}

const BINFMT = '/proc/sys/fs/binfmt_misc';
const FORMAT = 'quorate-test-arm64';
/** The start of an ELF file for aarch64, and the bits of it that count. */
const MAGIC = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const MASK = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/**
 * Lets this kernel run programs for arm64 by qemu-user, on every host of the lab: the interpreter is opened when it is
 * registered (flag F). Returns how to undo it; undefined if this kernel has no binfmt_misc.
 */
export async function emulatedArm64(): Promise<(() => Promise<void>) | undefined> {
  if (!/\bbinfmt_misc$/m.test(await readFile('/proc/filesystems', 'utf8'))) return undefined;
  await installPackages(['qemu-user-static']);
  const mounted = existsSync(join(BINFMT, 'register'));
  if (!mounted) await execa('mount', ['-t', 'binfmt_misc', 'binfmt_misc', BINFMT]);
  const entry = join(BINFMT, FORMAT);
  if (!existsSync(entry))
    await writeFile(join(BINFMT, 'register'), `:${FORMAT}:M::${MAGIC}:${MASK}:/usr/bin/qemu-aarch64-static:F`);
  return async () => {
    await writeFile(entry, '-1');
    if (!mounted) await execa('umount', [BINFMT]);
  };
}

/** Lets a host of the lab report aarch64 as its architecture; its own programs stay those of this machine. */
export const reportsArm64 = (cluster: LabCluster, host: string): Promise<string> =>
  cluster.onWith(
    '#!/bin/sh\n/bin/uname "$@" | sed s/x86_64/aarch64/\n',
    host,
    ...['sh', '-c', 'cat >/usr/local/bin/uname && chmod 755 /usr/local/bin/uname'],
  );

/** The architecture of a program on a host, by the header of its file: 003e is x86-64, 00b7 is aarch64. */
export const machineOf = async (cluster: LabCluster, host: string, program: string): Promise<string> =>
  (await cluster.on(host, 'od', '-A', 'n', '-t', 'x2', '-j', '18', '-N', '2', program)).trim();
