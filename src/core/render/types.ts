import type {HostRelease} from '../artifacts/bundle.js';
import type {DesiredCluster} from '../model/desired.js';
import type {HostFacts} from '../model/observed.js';
import type {ServiceUser} from './users.js';

/** Texts of templates by their path in templates/: "systemd/etcd.service". */
export type Templates = ReadonlyMap<string, string>;

/** Everything that the rendering of a host depends on. */
export interface RenderInput {
  readonly desired: DesiredCluster;
  readonly release: HostRelease;
  /** Facts of the host: cgroup version, container or machine, and capabilities are detected, not configured. */
  readonly facts: HostFacts;
  readonly templates: Templates;
}

export interface RenderedFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly text: string;
}

/** A binary or image archive on a host, by artifact name. */
export interface RenderedArtifact {
  readonly artifact: string;
  readonly path: string;
}

export interface RenderedImage {
  /** "registry.k8s.io/pause:3.10.2" */
  readonly image: string;
  /** Of the archive. */
  readonly path: string;
  /** What the reference points to after the import: "sha256:…"; undefined if it is unknown. */
  readonly imageDigest?: string;
}

export interface RenderedLink {
  readonly path: string;
  readonly target: string;
}

export interface RenderedDirectory {
  readonly path: string;
  readonly mode: string;
  /** The service that works in it: its user gets the directory at each start of the unit. Undefined: root's. */
  readonly of?: {readonly unit: string; readonly user: ServiceUser};
}

/** A unit to run; units are in the order in which the host starts them. */
export interface RenderedUnit {
  /** Full name: "etcd.service". */
  readonly name: string;
  /** "early": started before images are imported; "late": after; "last": when everything else on its host serves. */
  readonly phase: 'early' | 'late' | 'last';
}

/** Everything without secrets that belongs on one host. */
export interface HostRendering {
  readonly directories: readonly RenderedDirectory[];
  readonly artifacts: readonly RenderedArtifact[];
  readonly links: readonly RenderedLink[];
  readonly files: readonly RenderedFile[];
  readonly units: readonly RenderedUnit[];
  readonly users: readonly ServiceUser[];
  readonly modules: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** Booleans of the policy of SELinux that are on, where the host has SELinux. */
  readonly booleans: readonly string[];
  /** Image archives to import into containerd. */
  readonly images: readonly RenderedImage[];
}
