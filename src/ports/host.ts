import type {Placement} from '../core/artifacts/downloads.js';
import type {DownloadProblem} from '../core/model/download-problem.js';
import type {HostIdentity} from '../core/model/identity-record.js';
import type {KeptSet} from '../core/model/kept-files.js';
import type {Digest, HostName} from '../core/model/names.js';
import type {HostFacts} from '../core/model/observed.js';
import type {PackageManager} from '../core/model/package-manager.js';
import type {HostKey, KeyRequest} from '../core/pki/types.js';
import type {FactQuery} from '../core/plan/fact-query.js';
import type {EtcdDataClient} from './etcd-data.js';

/** A file for a host. It is written under a temporary name, synced, given its mode and renamed. */
export interface HostFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly content: Uint8Array;
  readonly secret: boolean;
}

/** A file with the private key that `makeKeys` has made for it. It is written in the same way. */
export interface KeyFile {
  readonly path: string;
  readonly mode: string;
  /** The host refuses to use another key. */
  readonly keyDigest: Digest;
  /** The text of the file, which has the key in base64 between these; undefined: the file is the key. */
  readonly around?: {readonly before: string; readonly after: string};
}

export type PutFile = HostFile | KeyFile;

/** Compared on the host, in the same call that deletes something there. */
export type ExpectedIdentity = Pick<HostIdentity, 'cluster' | 'host'>;

/** What a reset removes besides the files of the ownership list on the host. */
export interface HostReset {
  /** The identity that the host must have; undefined: it must have none recorded. */
  readonly identity: ExpectedIdentity | undefined;
  /** Full names, in the order in which they are stopped. */
  readonly units: readonly string[];
  /** Removed with all of their contents. */
  readonly directories: readonly string[];
  /** Deletes files of quorate that others changed; otherwise they are moved to where nothing reads them. */
  readonly deleteEdited: boolean;
}

/** What a reset keeps, as paths. */
export interface Kept {
  /** Files of quorate with contents that quorate never wrote: where they are, and after a reset where they were moved to. */
  readonly edited: readonly string[];
  /** Files of others in the directories of quorate. */
  readonly foreign: readonly string[];
}

export interface DataWipe {
  /** As for a reset. */
  readonly identity: ExpectedIdentity | undefined;
  readonly unit: string;
  readonly directory: string;
  /** Markers of the data: removed after it. */
  readonly files: readonly string[];
}

/** Units that are no longer configured, with their files. */
export interface UnitRemoval {
  /** As for a reset. */
  readonly identity: ExpectedIdentity | undefined;
  /** Full names, in the order in which they are stopped. */
  readonly units: readonly string[];
  /** Deleted if quorate owns them; then they leave the list of owned files. */
  readonly paths: readonly string[];
}

/** Files that a host is not to have. */
export interface FileRemoval {
  /** As for a reset. */
  readonly identity: ExpectedIdentity | undefined;
  /** Deleted, also if quorate does not own them; then they leave the list of owned files. */
  readonly paths: readonly string[];
}

/** Packages for one call of the package manager; none: only an interrupted call is completed. */
export interface PackageRequest {
  readonly manager: PackageManager;
  readonly packages: readonly string[];
  /** For this call; undefined: only that of the configuration of the package manager, if it has one. */
  readonly proxy?: {readonly http?: string; readonly https?: string; readonly noProxy: readonly string[]};
}

export interface ResetResult extends Kept {
  readonly removed: readonly string[];
  /** Others depend on them. */
  readonly keptPackages: readonly string[];
  /** Users that quorate created, and other software uses. */
  readonly keptUsers: readonly string[];
  /** Kernel modules that were not loaded before quorate. They stay until the next boot. */
  readonly loadedModules: readonly string[];
  /** "iptables" and "ip6tables" where chains of the CNI plugin portmap stay, because other networks use them. */
  readonly keptRules: readonly string[];
}

/** The operations on one host. Each call is one remote command, and one point at which a run can be killed. */
export interface HostClient {
  readonly name: HostName;
  /** Read-only, one round trip. */
  facts(query: FactQuery): Promise<HostFacts>;
  /**
   * Makes private keys on the host, in one round trip. Each is pending there until `put` uses and deletes it, or another
   * one for the same path replaces it. Throws Failure 'pki/key-request-…' if the host does not prove that it has them.
   */
  makeKeys(requests: readonly KeyRequest[]): Promise<readonly HostKey[]>;
  /** All files in one round trip, each atomically, in order; each is listed as owned before it appears. */
  put(files: readonly PutFile[]): Promise<void>;
  /** The content of a file, undefined when it does not exist; never logged. */
  read(path: string): Promise<Buffer | undefined>;
  /** All in one round trip, each atomically, in order; each is listed as owned before it appears. */
  install(placements: readonly Placement[]): Promise<void>;
  /** The same, and the host downloads them itself from their sources. Throws Failure 'hosts/fetch-…'. */
  fetch(placements: readonly Placement[]): Promise<void>;
  /** Asks for the headers of these URLs on the host, as a download would. Returns those that fail; changes nothing. */
  checkSources(urls: readonly string[]): Promise<readonly DownloadProblem[]>;
  link(links: readonly {readonly path: string; readonly target: string}[]): Promise<void>;
  makeDirectories(directories: readonly {readonly path: string; readonly mode: string}[]): Promise<void>;
  /** Changes no contents, so that the units which read them still count as running with what is on disk. */
  setModes(entries: readonly {readonly path: string; readonly mode: string; readonly owner: string}[]): Promise<void>;
  /** Those of SYSUSERS that do not exist yet, with groups of the same names; notes for a reset which it creates. */
  createUsers(names: readonly string[]): Promise<void>;
  /** Copies files that are about to be replaced; a path that the set has already keeps its older copy. */
  keepFiles(set: KeptSet, paths: readonly string[]): Promise<void>;
  /** Puts the copies of a set back, each atomically, and deletes the paths that did not exist. The copies stay. */
  restoreFiles(set: KeptSet): Promise<void>;
  /** Deletes the copies of a set. */
  forgetFiles(set: KeptSet): Promise<void>;
  prepareKernel(modules: readonly string[], sysctls: Readonly<Record<string, string>>): Promise<void>;
  /** Turns booleans of the policy of SELinux on, also for later boots. */
  setBooleans(names: readonly string[]): Promise<void>;
  /**
   * Installs packages without starting the services that they have, and records those that were not there before. Throws
   * Failure 'hosts/packages-failed' with the last lines of the package manager.
   */
  installPackages(request: PackageRequest): Promise<void>;
  /** daemon-reload, enable, and start or restart; waits until each has recorded its inputs, not for health. */
  run(units: readonly string[]): Promise<void>;
  /** Reloads units and waits for the result: a rejected configuration is an error. */
  reload(units: readonly string[]): Promise<void>;
  /** Waits until they have stopped; they stay enabled and start at boot. */
  stop(units: readonly string[]): Promise<void>;
  /** The same, and does not wait for what they still do: their processes are killed. */
  kill(units: readonly string[]): Promise<void>;
  /** Stops and disables units and deletes their files. */
  removeUnits(what: UnitRemoval): Promise<void>;
  removeFiles(what: FileRemoval): Promise<void>;
  /** Of units that exist. */
  restarts(units: readonly string[]): Promise<ReadonlyMap<string, UnitRestarts>>;
  /** The last lines of the log of a unit, the oldest first, without the usage of its flags. */
  lastLogLines(unit: string): Promise<readonly string[]>;
  /** Runs each only to print its version. Throws Failure 'hosts/binary-broken' with its output. */
  verifyBinaries(programs: readonly {readonly path: string; readonly version: string}[]): Promise<void>;
  /**
   * Starts an etcd on a scratch data directory and on its own loopback ports, waits until it serves, stops it and
   * removes the directory. Throws Failure 'hosts/binary-broken' with its last output.
   */
  smokeTestEtcd(path: string, flags: readonly string[]): Promise<void>;
  /** Afterwards each image has its digest; throws Failure 'hosts/command-failed' if an archive gives it another one. */
  importImages(
    archives: readonly {readonly image: string; readonly path: string; readonly imageDigest?: string}[],
  ): Promise<void>;
  /** Stops a unit, deletes the contents of its data directory, then the marker files. */
  wipeData(what: DataWipe): Promise<void>;
  /** Removes the files and packages that quorate installed, and the given directories. */
  reset(what: HostReset): Promise<ResetResult>;
  /** What a reset would keep; reads only. */
  previewReset(): Promise<Kept>;
  readonly etcdData: EtcdDataClient;
}

export interface UnitRestarts {
  /** ActiveState of systemd. A crash-looping unit is mostly activating. */
  readonly active: string;
  /** Number of automatic restarts by systemd since the last start by request. */
  readonly restarts: number;
  /** How long the process has run, by the clock of its host; undefined while it does not run. */
  readonly activeSeconds?: number;
}
