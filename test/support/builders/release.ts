import type {Arch, Artifact, ComponentName, Release, Source} from '../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../src/core/model/digest.js';

export const ADDON_VERSIONS: Readonly<Record<Exclude<ComponentName, 'kubernetes' | 'etcd'>, string>> = {
  containerd: '2.4.2',
  runc: '1.5.2',
  'cni-plugins': '1.9.1',
  flannel: '0.28.10',
  'flannel-cni-plugin': '1.9.1-flannel1',
  coredns: '1.15.0',
  pause: '3.10.2',
  agnhost: '2.59',
};

/** The artifacts of each component. */
export const COMPONENT_ARTIFACTS: Readonly<Record<ComponentName, readonly string[]>> = {
  kubernetes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'],
  etcd: ['etcd', 'etcdctl', 'etcdutl'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  runc: ['runc'],
  'cni-plugins': ['portmap', 'loopback', 'host-local', 'bridge'],
  flannel: ['flanneld'],
  'flannel-cni-plugin': ['flannel'],
  coredns: ['coredns'],
  pause: ['pause'],
  agnhost: ['agnhost'],
};

const IMAGES: Readonly<Record<string, string>> = {
  coredns: 'registry.k8s.io/coredns/coredns:v',
  pause: 'registry.k8s.io/pause:',
  agnhost: 'registry.k8s.io/e2e-test-images/agnhost:',
};

/** A complete release, for amd64 unless other architectures are given. */
export function release(
  kubernetes = '1.36.3',
  etcd = kubernetes.startsWith('1.36.') ? '3.6.16' : '3.7.3',
  arches: readonly Arch[] = ['amd64'],
): Release {
  const versions = {...ADDON_VERSIONS, kubernetes, etcd};
  const artifacts = (arch: Arch) =>
    Object.entries(COMPONENT_ARTIFACTS).flatMap(([component, names]) =>
      names.map(name => artifactOf(component as ComponentName, versions[component as ComponentName], name, arch)),
    );
  return {
    versions,
    arches: new Map(
      arches.map(arch => [arch, {arch, versions, artifacts: new Map(artifacts(arch).map(each => [each.name, each]))}]),
    ),
  };
}

/** An artifact whose digests are made up, and are those of no other. */
export const artifactOf = (component: ComponentName, version: string, name: string, arch: Arch = 'amd64'): Artifact => {
  const key = `${component}/${version}/${arch}/${name}`;
  const image = IMAGES[name] === undefined ? undefined : `${IMAGES[name]}${version}`;
  return {
    name,
    component,
    version,
    arch,
    kind: image === undefined ? 'binary' : 'image',
    ...(image === undefined ? {} : {image, imageDigest: `sha256:${sha256(`the index of ${key}`)}`}),
    sha256: sha256(key),
    size: 1,
    stored: {file: `${key}.gz`, sha256: sha256(`${key}.gz`), size: 1},
  };
};

/** The release with its artifacts changed, for every architecture; those that become undefined are left out. */
export const withArtifacts = (
  {versions, arches}: Release,
  change: (artifact: Artifact) => Artifact | undefined,
): Release => ({
  versions,
  arches: new Map(
    [...arches].map(([arch, one]) => {
      const artifacts = [...one.artifacts.values()].flatMap(each => change(each) ?? []);
      return [arch, {...one, artifacts: new Map(artifacts.map(each => [each.name, each]))}];
    }),
  ),
});

/** The same release as a lock file names it: Kubernetes and runc as files, the rest in archives, and no stored files. */
export const withSources = (release: Release): Release =>
  withArtifacts(release, ({stored: _, ...artifact}) => ({...artifact, source: sourceOf(artifact)}));

const sourceOf = ({name, component, version, arch, kind, image, sha256: content, size}: Artifact): Source => {
  const folder = `github.com/${component}/releases/download/v${version}`;
  if (kind === 'image') {
    const blob = (what: string) => ({sha256: sha256(`${what} of ${content}`), size: 10});
    const text = (what: string) => ({...blob(what), text: `{"${what}":"${name}"}`});
    const repository = image!.slice(0, image!.lastIndexOf(':'));
    const blobs = [text('index'), text('manifest'), blob('configuration'), blob('layer')];
    return {kind, repository, mediaType: 'application/vnd.oci.image.index.v1+json', blobs};
  }
  if (component === 'kubernetes') {
    const path = `dl.k8s.io/release/v${version}/bin/linux/${arch}/${name}`;
    return {kind: 'file', path, sha256: content, size};
  }
  if (component === 'runc') return {kind: 'file', path: `${folder}/runc.${arch}`, sha256: content, size};
  const archive = `${folder}/${component}-${arch}.tar.gz`;
  return {kind: 'file', path: archive, sha256: sha256(archive), size: 7 * size, member: `bin/${name}`};
};
