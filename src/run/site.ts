import type {DesiredCluster} from '../core/cluster/desired.js';
import type {HostName} from '../core/cluster/names.js';
import type {EtcdState, HostFacts, KubeState, ObservedCluster} from '../core/cluster/observed.js';
import type {Fact} from '../core/cluster/fact.js';
import type {Artifact} from '../core/components/bundle.js';
import type {KubeObject} from '../core/render/kube/object.js';

/** A file for a host. Written to a temporary name, synced, given its mode and renamed. */
export interface HostFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly content: Uint8Array;
  readonly secret: boolean;
}

/** Which paths, commands and kernel settings a question about a host is about; the less, the faster. */
export interface FactQuestion {
  readonly paths: readonly string[];
  readonly publicTexts: readonly string[];
  readonly units: readonly string[];
  readonly modules: readonly string[];
  readonly sysctls: readonly string[];
  readonly commands: readonly string[];
}

/** What can be done to one host. Each call is one remote operation, and one crash boundary. */
export interface HostPort {
  readonly name: HostName;
  /** Read-only, one round trip. */
  facts(question: FactQuestion): Promise<HostFacts>;
  /** All files in one round trip, each atomic, in order; each is noted as owned before it appears. */
  put(files: readonly HostFile[]): Promise<void>;
  /** A file's content, undefined when it does not exist; never logged. */
  read(path: string): Promise<Buffer | undefined>;
  install(artifact: Artifact, path: string): Promise<void>;
  link(links: readonly {readonly path: string; readonly target: string}[]): Promise<void>;
  makeDirectories(directories: readonly {readonly path: string; readonly mode: string}[]): Promise<void>;
  prepareKernel(modules: readonly string[], sysctls: Readonly<Record<string, string>>): Promise<void>;
  /** daemon-reload, enable, and start or restart without waiting. */
  run(units: readonly string[]): Promise<void>;
  importImages(archives: readonly {readonly image: string; readonly path: string}[]): Promise<void>;
}

/** The etcd cluster, asked on the members' own hosts, never through an apiserver. */
export interface EtcdPort {
  state(): Promise<Fact<EtcdState>>;
}

/** The Kubernetes API, asked on control-plane hosts. */
export interface KubePort {
  ready(host: HostName): Promise<Fact<boolean>>;
  state(objects: readonly KubeObject[]): Promise<Fact<KubeState>>;
  apply(objects: readonly KubeObject[]): Promise<void>;
  label(node: HostName, labels: Readonly<Record<string, string>>): Promise<void>;
}

/** The connected hosts of one cluster. */
export interface Site {
  host(name: HostName): HostPort;
  readonly etcd: EtcdPort;
  readonly kube: KubePort;
  observe(desired: DesiredCluster): Promise<ObservedCluster>;
}
