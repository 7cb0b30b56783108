import type {DesiredCluster} from '../model/desired.js';
import type {HostFacts} from '../model/observed.js';
import type {Release} from '../versions/bundle.js';

/** Template texts by their path under templates/: "systemd/etcd.service". */
export type Templates = ReadonlyMap<string, string>;

/** All that rendering for one host may depend on. */
export interface RenderInput {
  readonly desired: DesiredCluster;
  readonly release: Release;
  /** Facts of the host rendered for: cgroup version, container or machine, capabilities are detected, never asked. */
  readonly facts: HostFacts;
  readonly templates: Templates;
}

export interface RenderedFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly text: string;
}

/** A binary or image archive to be on a host, by artifact name. */
export interface WantedArtifact {
  readonly artifact: string;
  readonly path: string;
}

export interface WantedLink {
  readonly path: string;
  readonly target: string;
}

export interface WantedDirectory {
  readonly path: string;
  readonly mode: string;
}

/** A unit to run, the order being that in which its host starts it. */
export interface WantedUnit {
  /** Full name: "etcd.service". */
  readonly name: string;
  /** When a host starts it: "early" before images are imported, "late" after. */
  readonly phase: 'early' | 'late';
}

/** Everything secret-free that belongs on one host. */
export interface HostRendering {
  readonly directories: readonly WantedDirectory[];
  readonly artifacts: readonly WantedArtifact[];
  readonly links: readonly WantedLink[];
  readonly files: readonly RenderedFile[];
  readonly units: readonly WantedUnit[];
  readonly modules: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** Image archives to be imported into containerd. */
  readonly images: readonly {readonly image: string; readonly path: string}[];
}
