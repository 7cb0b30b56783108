import type {Arch, ComponentName, Versions} from './bundle.js';

/** A file that upstream releases, and the artifacts in it. */
export interface UpstreamFile {
  readonly component: ComponentName;
  readonly version: string;
  readonly arch: Arch;
  /** Host of upstream and path there. */
  readonly path: string;
  /** Where upstream publishes its SHA-256 digest; undefined where it publishes none. */
  readonly checksums?: {
    readonly path: string;
    /** Name of the file in a list of digests; undefined if the digest is all that the file contains. */
    readonly name?: string;
  };
  readonly contents: readonly UpstreamContent[];
}

export interface UpstreamContent {
  /** Name of the artifact. */
  readonly name: string;
  /** Its name in the archive, a gzip-compressed tar; undefined if the file is the content. */
  readonly member?: string;
}

/** An image that upstream releases. */
export interface UpstreamImage {
  readonly component: 'coredns' | 'pause';
  readonly version: string;
  /** "registry.k8s.io/coredns/coredns" */
  readonly repository: string;
  /** "v1.14.2" */
  readonly tag: string;
}

/** All files of one architecture, in the order of the components. */
export const upstreamFiles = (versions: Versions, arch: Arch): readonly UpstreamFile[] => [
  ...kubernetes(versions.kubernetes, arch),
  etcd(versions.etcd, arch),
  containerd(versions.containerd, arch),
  runc(versions.runc, arch),
  cniPlugins(versions['cni-plugins'], arch),
  flannel(versions.flannel, arch),
  flannelCniPlugin(versions['flannel-cni-plugin'], arch),
];

export const upstreamImages = (versions: Versions): readonly UpstreamImage[] => [
  {
    component: 'coredns',
    version: versions.coredns,
    repository: 'registry.k8s.io/coredns/coredns',
    tag: `v${versions.coredns}`,
  },
  {component: 'pause', version: versions.pause, repository: 'registry.k8s.io/pause', tag: versions.pause},
];

export const imageReference = ({repository, tag}: UpstreamImage): string => `${repository}:${tag}`;

const kubernetes = (version: string, arch: Arch): readonly UpstreamFile[] => {
  const folder = `dl.k8s.io/release/v${version}`;
  return ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'].map(
    name => ({
      component: 'kubernetes',
      version,
      arch,
      path: `${folder}/bin/linux/${arch}/${name}`,
      checksums: {path: `${folder}/SHA256SUMS`, name: `bin/linux/${arch}/${name}`},
      contents: [{name}],
    }),
  );
};

const release = (repository: string, tag: string): string => `github.com/${repository}/releases/download/${tag}`;

const etcd = (version: string, arch: Arch): UpstreamFile => {
  const folder = release('etcd-io/etcd', `v${version}`);
  const inside = `etcd-v${version}-linux-${arch}`;
  return {
    component: 'etcd',
    version,
    arch,
    path: `${folder}/${inside}.tar.gz`,
    checksums: {path: `${folder}/SHA256SUMS`, name: `${inside}.tar.gz`},
    contents: ['etcd', 'etcdctl', 'etcdutl'].map(name => ({name, member: `${inside}/${name}`})),
  };
};

/** The static build: the other one needs glibc 2.35. */
const containerd = (version: string, arch: Arch): UpstreamFile => {
  const file = `containerd-static-${version}-linux-${arch}.tar.gz`;
  const path = `${release('containerd/containerd', `v${version}`)}/${file}`;
  return {
    component: 'containerd',
    version,
    arch,
    path,
    checksums: {path: `${path}.sha256sum`, name: file},
    contents: ['containerd', 'containerd-shim-runc-v2', 'ctr'].map(name => ({name, member: `bin/${name}`})),
  };
};

const runc = (version: string, arch: Arch): UpstreamFile => {
  const folder = release('opencontainers/runc', `v${version}`);
  return {
    component: 'runc',
    version,
    arch,
    path: `${folder}/runc.${arch}`,
    checksums: {path: `${folder}/runc.sha256sum`, name: `runc.${arch}`},
    contents: [{name: 'runc'}],
  };
};

const cniPlugins = (version: string, arch: Arch): UpstreamFile => {
  const file = `cni-plugins-linux-${arch}-v${version}.tgz`;
  const path = `${release('containernetworking/plugins', `v${version}`)}/${file}`;
  return {
    component: 'cni-plugins',
    version,
    arch,
    path,
    checksums: {path: `${path}.sha256`, name: file},
    contents: ['bridge', 'host-local', 'loopback', 'portmap'].map(name => ({name, member: `./${name}`})),
  };
};

/** flannel publishes no digests of its files. */
const flannel = (version: string, arch: Arch): UpstreamFile => ({
  component: 'flannel',
  version,
  arch,
  path: `${release('flannel-io/flannel', `v${version}`)}/flannel-v${version}-linux-${arch}.tar.gz`,
  contents: [{name: 'flanneld', member: 'flanneld'}],
});

const flannelCniPlugin = (version: string, arch: Arch): UpstreamFile => {
  const file = `cni-plugin-flannel-linux-${arch}-v${version}.tgz`;
  const path = `${release('flannel-io/cni-plugin', `v${version}`)}/${file}`;
  return {
    component: 'flannel-cni-plugin',
    version,
    arch,
    path,
    checksums: {path: `${path}.sha256`, name: file},
    contents: [{name: 'flannel', member: `flannel-${arch}`}],
  };
};
