/** A directory that quorate uses, and where it really is: it, or one above it, may be a link to another disk. */
export interface PlaceFact {
  /** The path with all links followed; what does not exist yet is below the nearest directory that does. */
  readonly real: string;
  /** A file, or a link without a target, where it or a directory above it has to be. */
  readonly obstacle?: string;
  /** The kernel lets root write in the nearest directory that exists. */
  readonly writable: boolean;
  /** Free bytes of its file system, within the quota of a project if the directory has one. */
  readonly freeBytes: number;
  /** Files that can still be made; undefined for file systems without a fixed number of inodes. */
  readonly freeInodes?: number;
  /** The mount that it is on; undefined if the host does not list its mounts. */
  readonly mount?: MountFact;
}

export interface MountFact {
  /** Where it is mounted. */
  readonly point: string;
  /** "254:0": the same for all mounts of one file system. */
  readonly device: string;
  /** Of the mount and of its file system: "ro", "noexec", … */
  readonly options: readonly string[];
}
