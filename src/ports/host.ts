import type {HostIdentity} from '../core/model/identity-record.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts} from '../core/model/observed.js';
import type {FactQuery} from '../core/plan/fact-query.js';
import type {Artifact} from '../core/versions/bundle.js';

/** A file for a host. Written to a temporary name, synced, given its mode and renamed. */
export interface HostFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly content: Uint8Array;
  readonly secret: boolean;
}

/** Compared on the host itself, in the same call that destroys something there. */
export type ExpectedIdentity = Pick<HostIdentity, 'cluster' | 'host'>;

/** What a reset takes away besides the files that the host's ownership list names. */
export interface HostReset {
  /** What the host must say it is; undefined: it must have no identity recorded. */
  readonly identity: ExpectedIdentity | undefined;
  /** By full name, in the order in which they are stopped. */
  readonly units: readonly string[];
  /** Removed with all that is in them. */
  readonly directories: readonly string[];
}

export interface DataWipe {
  /** As for a reset. */
  readonly identity: ExpectedIdentity | undefined;
  readonly unit: string;
  readonly directory: string;
  /** They say what the data is, for as long as any of it is there. */
  readonly files: readonly string[];
}

/** What can be done to one host. Each call is one remote operation, and one crash boundary. */
export interface HostClient {
  readonly name: HostName;
  /** Read-only, one round trip. */
  facts(question: FactQuery): Promise<HostFacts>;
  /** All files in one round trip, each atomic, in order; each is noted as owned before it appears. */
  put(files: readonly HostFile[]): Promise<void>;
  /** A file's content, undefined when it does not exist; never logged. */
  read(path: string): Promise<Buffer | undefined>;
  /** All in one round trip, each atomic, in order; each is noted as owned before it appears. */
  install(placements: readonly {readonly artifact: Artifact; readonly path: string}[]): Promise<void>;
  link(links: readonly {readonly path: string; readonly target: string}[]): Promise<void>;
  makeDirectories(directories: readonly {readonly path: string; readonly mode: string}[]): Promise<void>;
  prepareKernel(modules: readonly string[], sysctls: Readonly<Record<string, string>>): Promise<void>;
  /** daemon-reload, enable, and start or restart; waits until each has recorded what it starts with, not for health. */
  run(units: readonly string[]): Promise<void>;
  /** Reloads units and waits until they have: a configuration they refuse is an error. */
  reload(units: readonly string[]): Promise<void>;
  /** Waits until they have ended; they are started again at boot. */
  stop(units: readonly string[]): Promise<void>;
  /** Of units that exist. */
  restarts(units: readonly string[]): Promise<ReadonlyMap<string, UnitRestarts>>;
  /** The end of a unit's log, oldest line first; for people. */
  lastLogLines(unit: string): Promise<readonly string[]>;
  /** Runs each for no more than to say its version. Throws Failure 'hosts/binary-broken' with what it said instead. */
  tryPrograms(programs: readonly {readonly path: string; readonly version: string}[]): Promise<void>;
  /**
   * Starts an etcd on a directory and on loopback ports of its own, waits until it serves, ends it and takes its
   * directory away. Throws Failure 'hosts/binary-broken' with the last it said.
   */
  tryEtcd(path: string, flags: readonly string[]): Promise<void>;
  importImages(archives: readonly {readonly image: string; readonly path: string}[]): Promise<void>;
  /** Stops a unit, empties the directory it keeps its data in, then removes a file. */
  clear(what: DataWipe): Promise<void>;
  /** Takes away what quorate put there, and the data in the named directories. What was removed, for people. */
  reset(what: HostReset): Promise<readonly string[]>;
}

export interface UnitRestarts {
  /** ActiveState of systemd. One that ends again and again is mostly activating. */
  readonly active: string;
  /** How often systemd has started it again by itself since somebody did. */
  readonly restarts: number;
  /** For how long the process has run, by the clock of its host; undefined while it does not. */
  readonly activeSeconds?: number;
}
