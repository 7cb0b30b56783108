import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, readFile, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {keyPair} from './keys.js';
import {type HostPaths, hostPaths, type LabPaths, labTemplate} from './paths.js';
import type {LabHost, LabSpec} from './spec.js';

/**
 * What does not work on an overlay (overlays of containerd, volumes of kubelet, fsync of etcd) is in real directories:
 * path in the host → directory beside the overlay.
 */
export const REAL_DIRECTORIES: Readonly<Record<string, string>> = {
  '/var/lib/containerd': 'containerd',
  '/var/lib/kubelet': 'kubelet',
  '/var/lib/etcd': 'etcd',
};

/** Creates the disk of a host once: a directory with the name of the host is complete. */
export const makeDisk = async (
  spec: LabSpec,
  host: LabHost,
  paths: LabPaths,
  rootFileSystem: string,
): Promise<void> => {
  const {dir} = paths.host(host.name);
  if (existsSync(dir)) return;
  const fresh = hostPaths(join(paths.stateDir, `.${host.name}.new`));
  await rm(fresh.dir, {recursive: true, force: true});
  for (const name of ['upper', 'work', 'root']) await mkdir(join(fresh.dir, name), {recursive: true, mode: 0o755});
  for (const name of Object.values(REAL_DIRECTORIES)) await mkdir(join(fresh.dir, name), {mode: 0o700});
  await symlink(rootFileSystem, fresh.lower);
  await writeIdentity(spec, host, fresh, await readFile(`${paths.keyFile}.pub`, 'utf8'));
  await rename(fresh.dir, dir);
};

const writeIdentity = async (spec: LabSpec, host: LabHost, {upper}: HostPaths, key: string): Promise<void> => {
  const files: Readonly<Record<string, string>> = {
    'etc/machine-id': `${randomUUID().replaceAll('-', '')}\n`,
    'etc/hostname': `${host.name}\n`,
    'etc/hosts': etcHosts(spec),
    // No server answers there, so that a lookup of an external name fails at once; 127.0.0.1 would be a loop for CoreDNS.
    'etc/resolv.conf': `nameserver ${spec.gateway}\n`,
    'etc/ssh/authorized_keys': key,
    'etc/ssh/sshd_config.d/quorate-lab.conf': await template('sshd.conf'),
    'etc/systemd/network/10-host0.network': (await template('host0.network'))
      .replace('{{address}}', host.address)
      .replace('{{gateway}}', spec.gateway),
    'etc/systemd/system/quorate-lab-host.service': await template('host.service'),
    'etc/quorate-lab/host.sh': await template('host.sh'),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(upper, path)), {recursive: true, mode: 0o755});
    await writeFile(join(upper, path), content, {mode: 0o644});
  }
  await mkdir(join(upper, 'etc/systemd/system/sysinit.target.wants'));
  await symlink(
    '../quorate-lab-host.service',
    join(upper, 'etc/systemd/system/sysinit.target.wants/quorate-lab-host.service'),
  );
  await keyPair(join(upper, 'etc/ssh/ssh_host_ed25519_key'), host.name);
};

const template = (name: string): Promise<string> => readFile(labTemplate(name), 'utf8');

const etcHosts = ({hosts}: LabSpec): string =>
  ['127.0.0.1 localhost', '::1 localhost', ...hosts.map(host => `${host.address} ${host.name}`), ''].join('\n');
