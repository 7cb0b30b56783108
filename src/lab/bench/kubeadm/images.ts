import {createWriteStream, existsSync} from 'node:fs';
import {mkdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import type {Versions} from '../../../core/artifacts/bundle.js';
import {hostArch} from '../../bundle/arch.js';
import {imageArchive, writeLayer} from '../../bundle/image/archive.js';
import {debianLayer} from '../../bundle/image/debian.js';
import type {ImageShape} from '../../bundle/product.js';

/** The images of the static pods of kubeadm and of its kube-proxy, as its manifests name them. */
export const imageShapes = (versions: Pick<Versions, 'kubernetes' | 'etcd'>): Readonly<Record<string, ImageShape>> => {
  const shape = (name: string, tag: string): ImageShape => ({
    reference: `registry.k8s.io/${name}:${tag}`,
    entrypoint: `/usr/local/bin/${name}`,
  });
  const kubernetes = (name: string) => shape(name, `v${versions.kubernetes}`);
  return {
    'kube-apiserver': kubernetes('kube-apiserver'),
    'kube-controller-manager': kubernetes('kube-controller-manager'),
    'kube-scheduler': kubernetes('kube-scheduler'),
    etcd: shape('etcd', versions.etcd),
    'kube-proxy': {...kubernetes('kube-proxy'), debian: ['busybox', 'nftables', 'kmod']},
  };
};

/** Writes the archive of an image with this program, unless the directory has it. Returns its path. */
export async function writeImage(name: string, shape: ImageShape, program: string, directory: string): Promise<string> {
  const path = join(directory, `${name}.tar`);
  if (existsSync(path)) return path;
  await mkdir(directory, {recursive: true});
  const [below, layer] = [join(directory, `${name}.debian.tar`), join(directory, `${name}.layer.tar`)];
  await writeLayer(program, shape, layer);
  if (shape.debian !== undefined) await debianLayer(shape.debian, name, below);
  const {content} = await imageArchive(shape, hostArch(), shape.debian === undefined ? [layer] : [below, layer]);
  await pipeline(content, createWriteStream(`${path}.new`));
  await rename(`${path}.new`, path);
  await Promise.all([below, layer].map(file => rm(file, {force: true})));
  return path;
}
