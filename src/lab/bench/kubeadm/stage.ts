import {copyFile, link, mkdir, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {HostRelease} from '../../../core/artifacts/bundle.js';
import type {OpenBundle} from '../../../io/bundle/bundle.js';
import {labTemplate} from '../../hosts/paths.js';
import {imageShapes, writeImage} from './images.js';
import {kubeadmProgram} from './program.js';
import {unpackedArtifact} from './unpack.js';

/** For each role, a directory with everything that a host of it gets, at its place below the directory. */
export interface Stages {
  readonly 'control-plane': string;
  readonly worker: string;
  /** A program of the bundle, without its compression. */
  readonly program: (name: string) => Promise<string>;
}

export type Role = 'control-plane' | 'worker';

const PROGRAMS = ['containerd', 'containerd-shim-runc-v2', 'ctr', 'runc', 'kubelet', 'kubectl', 'flanneld'];
const CNI = ['bridge', 'host-local', 'loopback', 'portmap', 'flannel'];
const IMAGES: Readonly<Record<Role, readonly string[]>> = {
  'control-plane': [
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'],
    ...['kube-proxy', 'pause', 'coredns'],
  ],
  worker: ['kube-proxy', 'pause', 'coredns'],
};

/** What kubeadm leaves to the packages of its hosts, by its place there. */
const FILES: Readonly<Record<string, string>> = {
  'etc/containerd/config.toml': 'containerd.toml',
  'etc/systemd/system/containerd.service': 'containerd.service',
  'etc/systemd/system/kubelet.service': 'kubelet.service',
  'etc/systemd/system/flanneld.service': 'flanneld.service',
  'etc/kube-flannel/net-conf.json': 'net-conf.json',
  'etc/cni/net.d/10-flannel.conflist': 'flannel.conflist',
  'usr/local/sbin/kubeadm-host': 'host.sh',
};

/** Makes both directories from the programs of a bundle. Programs and images that were made before are used again. */
export async function stages(bundle: OpenBundle, release: HostRelease, directory: string): Promise<Stages> {
  const {kubernetes, etcd} = release.versions;
  const root = join(directory, `${kubernetes}-etcd-${etcd}`);
  const unpacked = (name: string) =>
    unpackedArtifact(bundle, release.artifacts.get(name)!, join(root, 'programs', name));
  const kubeadm = await kubeadmProgram(kubernetes, root, process.env);
  const shapes = imageShapes(release.versions);
  const image = async (name: string): Promise<string> => {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    return shape === undefined ? unpacked(name) : writeImage(name, shape, await unpacked(name), join(root, 'images'));
  };

  const stage = async (role: Role): Promise<string> => {
    const below = join(root, role);
    await rm(below, {recursive: true, force: true});
    const put = (file: string, place: string) => placed(link, file, join(below, place));
    await put(kubeadm, 'usr/local/bin/kubeadm');
    for (const name of PROGRAMS) await put(await unpacked(name), `usr/local/bin/${name}`);
    for (const name of CNI) await put(await unpacked(name), `opt/cni/bin/${name}`);
    for (const name of IMAGES[role]) await put(await image(name), `var/lib/kubeadm-images/${name}.tar`);
    for (const [place, file] of Object.entries(FILES))
      await placed(copyFile, labTemplate(`kubeadm/${file}`), join(below, place));
    return below;
  };
  return {'control-plane': await stage('control-plane'), worker: await stage('worker'), program: unpacked};
}

async function placed(how: typeof link, file: string, path: string): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  await how(file, path);
}
