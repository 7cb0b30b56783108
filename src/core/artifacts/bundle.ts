import type {Digest} from '../model/names.js';

export type ComponentName =
  | 'kubernetes'
  | 'etcd'
  | 'containerd'
  | 'runc'
  | 'cni-plugins'
  | 'flannel'
  | 'flannel-cni-plugin'
  | 'coredns'
  | 'pause'
  | 'agnhost';

/** As Go, and the names of upstream's files, call them. */
export type Arch = 'amd64' | 'arm64';

export const ARCHES: readonly Arch[] = ['amd64', 'arm64'];

/** One binary or image archive, by what it contains. */
export interface Artifact {
  /** "kube-apiserver", "etcdctl", "pause": unique together with component, version and arch. */
  readonly name: string;
  readonly component: ComponentName;
  /** Without a leading v. */
  readonly version: string;
  readonly arch: Arch;
  readonly kind: 'binary' | 'image';
  /** Of an image: the reference under which its archive is imported, "registry.k8s.io/pause:3.10.2". */
  readonly image?: string;
  /** Of an image: what the reference points to after the import, the digest of its index: "sha256:…". */
  readonly imageDigest?: string;
  /** Of the content that is installed. */
  readonly sha256: Digest;
  /** Bytes of the content. */
  readonly size: number;
  /** Where upstream, or a mirror of it, has it; undefined for what only a bundle has. */
  readonly source?: Source;
  /** The file in a bundle directory; undefined in a lock. */
  readonly stored?: StoredFile;
  /** Who signed it, where upstream signs, as verified when the lock was made. */
  readonly signature?: Signature;
}

/** A file that is downloaded. */
export interface DownloadFile {
  /** The host of upstream, then the path there: "dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet". */
  readonly path: string;
  readonly sha256: Digest;
  readonly size: number;
}

/** The content is a file, or a member of a gzip-compressed tar archive, or an image whose parts are blobs of a registry. */
export type Source = FileSource | ImageSource;

export interface FileSource extends DownloadFile {
  readonly kind: 'file';
  /** The name in the archive, exactly as there: "./bridge"; undefined for a file that is the content itself. */
  readonly member?: string;
}

/** See oci-archive.ts for the archive that is made of them. */
export interface ImageSource {
  readonly kind: 'image';
  /** The registry, then the repository: "registry.k8s.io/coredns/coredns". */
  readonly repository: string;
  /** Media type of the index. */
  readonly mediaType: string;
  /** Of one architecture, in the order of the archive: index, manifest, configuration, layers. */
  readonly blobs: readonly ImageBlob[];
}

export interface ImageBlob {
  readonly sha256: Digest;
  readonly size: number;
  /** Index and manifest, byte for byte: a registry does not serve them as blobs. */
  readonly text?: string;
}

/** A gzip-compressed file in a bundle directory. */
export interface StoredFile {
  /** Relative to the directory. */
  readonly file: string;
  readonly sha256: Digest;
  readonly size: number;
}

export interface Signature {
  /** Subject of the signing certificate: an e-mail address or a URI. */
  readonly identity: string;
  readonly issuer: string;
}

/**
 * The manifest of a directory with binaries and image archives (bundle.json), or of what upstream has
 * (quorate.lock.json): the same artifacts with and without stored files.
 */
export interface Bundle {
  readonly apiVersion: 'quorate/v1alpha2';
  readonly kind: 'Bundle' | 'Lock';
  readonly artifacts: readonly Artifact[];
}

export type Versions = Readonly<Record<Exclude<ComponentName, 'agnhost'>, string>> & {
  /** The test image is in bundles for tests only. */
  readonly agnhost?: string;
};

/** The artifacts of one version of every component that a cluster runs. */
export interface Release {
  readonly versions: Versions;
  /** By architecture, each complete. */
  readonly arches: ReadonlyMap<string, HostRelease>;
}

/** The part of a release for hosts of one architecture. */
export interface HostRelease {
  readonly arch: string;
  readonly versions: Versions;
  /** By artifact name. */
  readonly artifacts: ReadonlyMap<string, Artifact>;
}

/**
 * What hosts of this architecture get. An architecture that the release lacks gets that of another one: preflight refuses
 * such hosts, and until then names and paths are the same.
 */
export const releaseFor = ({arches}: Release, arch: string): HostRelease => arches.get(arch) ?? anyArch({arches});

/** For names, versions and image references, which are the same for each. */
export const anyArch = ({arches}: Pick<Release, 'arches'>): HostRelease => [...arches.values()][0]!;

/** An artifact by its content. */
export const artifactWith = (digest: Digest, release: Release | undefined): Artifact | undefined =>
  [...(release?.arches.values() ?? [])]
    .flatMap(({artifacts}) => [...artifacts.values()])
    .find(({sha256}) => sha256 === digest);
