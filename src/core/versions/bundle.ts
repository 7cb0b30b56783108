import type {Digest} from '../model/names.js';

export type ComponentName =
  | 'kubernetes'
  | 'etcd'
  | 'containerd'
  | 'runc'
  | 'cni-plugins'
  | 'flannel'
  | 'coredns'
  | 'pause'
  | 'agnhost';

/** One file of a bundle. */
export interface Artifact {
  /** "kube-apiserver", "etcdctl", "pause": unique together with component and version. */
  readonly name: string;
  readonly component: ComponentName;
  /** Without a leading v. */
  readonly version: string;
  readonly kind: 'binary' | 'image';
  /** Reference under which an image archive is imported: "registry.k8s.io/pause:3.10.2". */
  readonly image?: string;
  /** The gzip-compressed file, relative to the bundle directory. */
  readonly file: string;
  /** Of the content, uncompressed. */
  readonly sha256: Digest;
  /** Bytes, uncompressed. */
  readonly size: number;
  /** Of the compressed file. */
  readonly compressedSha256: Digest;
  readonly compressedSize: number;
}

/** bundle.json: the manifest of a directory with binaries and image archives. */
export interface Bundle {
  readonly apiVersion: 'quorate/v1alpha1';
  readonly kind: 'Bundle';
  readonly arch: string;
  readonly artifacts: readonly Artifact[];
}

/** The artifacts of one version of every component that a cluster runs. */
export interface Release {
  readonly arch: string;
  /** The test image is in bundles for tests only. */
  readonly versions: Readonly<Record<Exclude<ComponentName, 'agnhost'>, string>> & {readonly agnhost?: string};
  /** By artifact name. */
  readonly artifacts: ReadonlyMap<string, Artifact>;
}
