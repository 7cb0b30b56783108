import type {Arch} from '../../src/core/artifacts/bundle.js';
import {identityFrom} from '../../src/core/identity/parse.js';
import {sha256} from '../../src/core/model/digest.js';
import {known, unknown} from '../../src/core/model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../../src/core/model/identity-record.js';
import type {KeptSet} from '../../src/core/model/kept-files.js';
import type {Digest} from '../../src/core/model/names.js';
import type {EtcdMarker, FileFact, HostFacts, UnitFact} from '../../src/core/model/observed.js';
import type {FactQuery} from '../../src/core/plan/fact-query.js';
import {ETCD_DATA} from '../../src/core/render/etcd/flags.js';
import {ETCD_MARKER, ETCD_MARKER_COPY, parseEtcdMarker} from '../../src/core/render/etcd/marker.js';
import {unitInputs, unitReloads} from '../../src/core/render/unit-inputs.js';
import type {KeyFile} from '../../src/ports/host.js';
import {placesOf} from './builders/places.js';
import {keyFileText} from './host-keys.js';
import {type BesideData, type MemberData, NOTHING_BESIDE} from './memory-etcd-data.js';
import {assertKeepsData, giveBack, takesData, userIn} from './memory-users.js';

interface MemoryFile {
  readonly content: Buffer;
  readonly mode: string;
  readonly digest: Digest;
  /** A put makes another one, also of the same content: what read the file before counts as not fresh. */
  readonly inode?: number;
  /** Default: root:root. */
  readonly owner?: string;
}

let inodes = 0;

/** The disk and the processes of one host in memory. */
export class MemoryDisk {
  files = new Map<string, MemoryFile>();
  links = new Map<string, string>();
  directories = new Map<string, string>();
  owned = new Set<string>();
  /** Private keys that no file has yet, by the path of the file that each is for. */
  pendingKeys = new Map<string, string>();
  /** By set, what a path was before a change; undefined: it did not exist. */
  kept = new Map<KeptSet, ReadonlyMap<string, MemoryFile | string | undefined>>();
  modules = new Set<string>(['overlay']);
  users = new Set<string>();
  /** directory → the user that its contents belong to; default: root. */
  owners = new Map<string, string>();
  /** unit → the user that its process runs as. */
  runsAs = new Map<string, string>();
  sysctls = new Map<string, string>();
  /** reference → digest */
  images = new Map<string, string>();
  selinux: HostFacts['selinux'] = 'disabled';
  /** Of the policy of SELinux. */
  booleans = new Map<string, boolean>();
  enabled = new Set<string>();
  /** unit → fingerprint of the inputs that its process was started with. */
  started = new Map<string, string>();
  /** unit → fingerprint of the inputs that it read when it last started or reloaded. */
  reloaded = new Map<string, string>();
  /** unit → path of the binary that its process was started from. */
  programs = new Map<string, string>();
  /** unit → how often its process has exited by itself: it is crash-looping. */
  failing = new Map<string, number>();
  /** The ids of the member whose data the etcd data directory has. */
  etcdData: MemberData | undefined;
  /** What a restore has put beside it. */
  beside: BesideData = NOTHING_BESIDE;

  /** Commands that are not installed. */
  without = new Set<string>(['dnf', 'zypper', 'rpm-ostree', 'transactional-update']);
  /** The commands that an installation of packages brought. */
  brought = new Set<string>();
  /** An installation of packages was interrupted. */
  installing = false;

  /** It is stored on the disk. */
  machineId: string;
  arch: Arch = 'amd64';

  constructor(
    readonly name: string,
    readonly address: string,
  ) {
    this.machineId = sha256(name).slice(0, 32);
  }

  clone(): MemoryDisk {
    const copy = new MemoryDisk(this.name, this.address);
    copy.files = new Map(this.files);
    copy.links = new Map(this.links);
    copy.directories = new Map(this.directories);
    copy.machineId = this.machineId;
    copy.without = new Set(this.without);
    copy.brought = new Set(this.brought);
    copy.installing = this.installing;
    copy.arch = this.arch;
    copy.owned = new Set(this.owned);
    copy.pendingKeys = new Map(this.pendingKeys);
    copy.kept = new Map(this.kept);
    copy.users = new Set(this.users);
    copy.owners = new Map(this.owners);
    copy.runsAs = new Map(this.runsAs);
    copy.modules = new Set(this.modules);
    copy.sysctls = new Map(this.sysctls);
    copy.images = new Map(this.images);
    copy.selinux = this.selinux;
    copy.booleans = new Map(this.booleans);
    copy.enabled = new Set(this.enabled);
    copy.started = new Map(this.started);
    copy.reloaded = new Map(this.reloaded);
    copy.programs = new Map(this.programs);
    copy.failing = new Map(this.failing);
    copy.etcdData = this.etcdData;
    copy.beside = this.beside;
    return copy;
  }

  /** A path that is kept already keeps its older copy. */
  keep(set: KeptSet, paths: readonly string[]): void {
    const copies = paths.map(path => [path, this.links.get(path) ?? this.files.get(path)] as const);
    this.kept.set(set, new Map([...copies, ...(this.kept.get(set) ?? [])]));
  }

  restore(set: KeptSet, paths: readonly string[] = [...(this.kept.get(set)?.keys() ?? [])]): void {
    for (const path of paths) {
      const was = this.kept.get(set)!.get(path);
      this.files.delete(path);
      this.links.delete(path);
      if (typeof was === 'string') this.links.set(path, was);
      else if (was !== undefined) this.files.set(path, was);
      if (typeof was === 'object') giveBack(this, path, was.content.toString());
    }
  }

  /** Runs, with the current inputs or with older ones. */
  runs = (unit: string): boolean => this.started.has(unit) && !this.failing.has(unit);

  active(unit: string): 'active' | 'activating' | 'inactive' {
    if (!this.started.has(unit)) return 'inactive';
    return this.failing.has(unit) ? 'activating' : 'active';
  }

  /** Starts the program of a unit. A broken program exits at once. */
  start(unit: string, broken: ReadonlySet<string>): void {
    if (!takesData(this, unit)) {
      this.failing.set(unit, this.failing.get(unit) ?? 0);
      this.started.set(unit, this.fingerprint(unit));
      return;
    }
    this.started.set(unit, this.fingerprint(unit));
    this.reloaded.set(unit, this.reloadPrint(unit));
    this.failing.delete(unit);
    this.runsAs.set(unit, userIn(this.unitText(unit)));
    const program = this.programOf(unit);
    if (program === undefined) return;
    this.programs.set(unit, program);
    const unitText = this.text(`/etc/systemd/system/${unit}`) ?? '';
    if ([...broken].some(each => each === program || (each.startsWith('--') && unitText.includes(each))))
      this.failing.set(unit, 0);
  }

  /** Each read finds one more restart. */
  restarts(unit: string): number {
    const before = this.failing.get(unit);
    if (before === undefined) return 0;
    this.failing.set(unit, before + 1);
    return before + 1;
  }

  /** The version in the path of the binary that the process was started from. */
  versionOf = (unit: string): string | undefined =>
    /^\/opt\/quorate\/[^/]+\/([^/]+)\/(?:bin\/)?[^/]+$/.exec(this.programs.get(unit) ?? '')?.[1];

  /** The binary that the command of a unit resolves to at present. */
  private programOf(unit: string): string | undefined {
    const command = /^ExecStart=(\S+)/m.exec(this.unitText(unit))?.[1];
    return command === undefined ? undefined : this.resolved(command);
  }

  resolved(path: string): string {
    const target = this.links.get(path);
    return target === undefined ? path : new URL(target, `file://${path}`).pathname;
  }

  put(path: string, content: Buffer, mode: string): void {
    this.owned.add(path);
    inodes += 1;
    this.files.set(path, {content, mode, digest: sha256(content), inode: inodes});
  }

  /** With its pending key, which is used up by that. */
  putKeyFile(file: KeyFile): void {
    const {path, mode, keyDigest} = file;
    const pem = this.pendingKeys.get(path);
    if (pem === undefined || sha256(pem) !== keyDigest)
      throw new Error(`${this.name}: no such key is pending for ${path}`);
    this.put(path, Buffer.from(keyFileText(file, pem)), mode);
    this.pendingKeys.delete(path);
  }

  /** Of a file that exists, or of a directory. A running service loses a directory that goes to another user. */
  setMode({path, mode, owner}: {readonly path: string; readonly mode: string; readonly owner: string}): void {
    const file = this.files.get(path);
    if (file !== undefined) this.files.set(path, {...file, mode, owner});
    else {
      const [user] = owner.split(':') as [string];
      assertKeepsData(this, path, user);
      this.directories.set(path, mode);
      this.owners.set(path, user);
    }
  }

  ownerOf = (path: string): string => `${this.owners.get(path) ?? 'root'}:${this.owners.get(path) ?? 'root'}`;

  text = (path: string): string | undefined => this.files.get(path)?.content.toString();

  /** Runs with the inputs that are on disk. */
  isFresh = (unit: string): boolean => this.started.get(unit) === this.fingerprint(unit);

  fingerprint = (unit: string): string => this.printOf(unitInputs(this.unitText(unit)));
  reloadPrint = (unit: string): string => this.printOf(unitReloads(this.unitText(unit)));
  unitText = (unit: string): string => this.text(`/etc/systemd/system/${unit}`) ?? '';

  private printOf(paths: readonly string[]): string {
    return sha256(
      paths
        .map(input => {
          const target = this.links.get(input) ?? '';
          const {inode, digest} = this.files.get(this.resolved(input)) ?? {digest: 'missing'};
          return `${input} ${target} ${inode} ${digest}`;
        })
        .join('\n'),
    );
  }

  markers = (): readonly (EtcdMarker | undefined)[] => [this.marker(), this.markerAt(ETCD_MARKER_COPY)];
  marker = (): EtcdMarker | undefined => this.markerAt(ETCD_MARKER);
  markerAt = (path: string): EtcdMarker | undefined => parseEtcdMarker(this.text(path) ?? '');

  /** Deletes /var. The list of owned files has a copy outside of it. */
  wipeVar(): void {
    for (const all of [this.files, this.links, this.directories])
      for (const path of [...all.keys()]) if (path.startsWith('/var/')) all.delete(path);
    this.pendingKeys.clear();
    this.etcdData = undefined;
    this.beside = NOTHING_BESIDE;
    this.started.clear();
  }

  facts(query: FactQuery): HostFacts {
    const [marker, markerCopy] = [this.marker(), this.markerAt(ETCD_MARKER_COPY)];
    const identity = identityFrom(this.text(IDENTITY), this.text(IDENTITY_COPY));
    const queried = new Set([...query.paths, ...this.owned]);
    const among = <T>(all: ReadonlyMap<string, T>) => [...all].filter(([path]) => queried.has(path));
    return {
      hostname: this.name,
      machineId: this.machineId,
      os: {id: 'debian', version: '12', kernel: '6.1.0'},
      arch: this.arch,
      cpus: 2,
      memoryMb: 8192,
      cgroup: 'v2',
      capSysResource: true,
      sysctlWritable: true,
      addresses: [this.address],
      ports: [],
      swap: false,
      modules: query.modules.filter(module => this.modules.has(module)),
      users: query.users.filter(user => this.users.has(user)),
      sysctls: Object.fromEntries(query.sysctls.map(name => [name, this.sysctls.get(name) ?? '0'])),
      clock: {least: 0, most: 0},
      places: placesOf(query.places),
      commands: query.commands.filter(command => !this.without.has(command)),
      packages: {brought: [...this.brought], unfinished: this.installing},
      files: new Map(among(this.files).map(([path, file]) => [path, fileFact(file)])),
      links: new Map(among(this.links)),
      directories: new Map(
        among(this.directories).map(([path, mode]) => [
          path,
          {empty: this.isEmpty(path), mode, owner: this.ownerOf(path)},
        ]),
      ),
      publicTexts: new Map(query.publicTexts.flatMap(path => this.publicText(path))),
      owned: new Set(this.owned),
      keptFiles: new Set(this.kept.keys()),
      units: new Map(query.units.flatMap(unit => this.unitFact(unit))),
      selinux: this.selinux,
      booleans: Object.fromEntries([...this.booleans].filter(([name]) => query.booleans.includes(name))),
      images: this.runs('containerd.service')
        ? known(new Map([...this.images].filter(([image]) => query.images.includes(image))))
        : unknown('containerd is not running'),
      ...(marker === undefined ? {} : {etcdMarker: marker}),
      ...(markerCopy === undefined ? {} : {etcdMarkerCopy: markerCopy}),
      ...(identity === undefined ? {} : {identity}),
    };
  }

  private isEmpty(directory: string): boolean {
    if (directory === ETCD_DATA && this.etcdData !== undefined) return false;
    const all = [this.files, this.links, this.directories].flatMap(each => [...each.keys()]);
    return !all.some(path => path.startsWith(`${directory}/`));
  }

  private publicText(path: string): readonly (readonly [string, string])[] {
    const text = this.text(path);
    if (text === undefined) return [];
    return [
      [
        path,
        text
          .split('\n')
          .filter(line => !/client-key-data|^ *secret:/.test(line))
          .join('\n'),
      ],
    ];
  }

  private unitFact(unit: string): readonly (readonly [string, UnitFact])[] {
    if (!this.files.has(`/etc/systemd/system/${unit}`)) return [];
    return [
      [
        unit,
        {
          active: this.active(unit),
          enabled: this.enabled.has(unit),
          fresh: this.isFresh(unit),
          reloaded: this.reloaded.get(unit) === this.reloadPrint(unit),
        },
      ],
    ];
  }
}

const fileFact = ({digest, mode, owner = 'root:root'}: MemoryFile): FileFact => ({digest, mode, owner});
