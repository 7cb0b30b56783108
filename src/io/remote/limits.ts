/**
 * How long commands on hosts may take, in milliseconds. A host whose disk hangs accepts connections and commands, and
 * never answers: without a limit a run would wait for it with the lock held. Each limit is several times what the command
 * takes on a slow and busy host, so that only what hangs reaches it.
 */
export const LIMITS = {
  /** A few files, units or tables of the kernel: well under a second. */
  read: 30_000,
  /** Everything that a plan compares, with digests of changed files. */
  facts: 60_000,
  /** One file, written by quorate. */
  readFile: 60_000,

  /** Files of some kilobytes, each with a sync. */
  put: 120_000,
  /** Twenty keys; one with RSA takes seconds on a slow and busy host. */
  makeKeys: 600_000,
  /** Modules and sysctls. */
  kernel: 60_000,
  /** semodule rebuilds the policy. */
  selinux: 300_000,
  /** systemd itself waits 90 s for a unit to stop, and the script 120 s for one to start. */
  units: 180_000,
  /** `rm` of a data directory, after its unit has stopped. */
  wipe: 120_000,
  /** Units, files and packages. */
  reset: 1_800_000,
  /** Package managers download, and wait for each other. */
  packages: 2_700_000,
  /** containerd unpacks hundreds of megabytes; its start is waited for besides. */
  images: 300_000,
  /** Each program only prints its version. */
  verifyBinary: 30_000,
  /** The script gives etcd less. */
  smokeTest: 60_000,
  /** Headers of some URLs, from servers that may be down. */
  sources: 300_000,

  /** Without progress: neither is input read nor output written. The longest pause is the digest and sync of a file. */
  uploadStall: 300_000,
  /** The same; downloads themselves end by a shorter limit in the script, and unpacking prints nothing. */
  downloadStall: 900_000,

  /** At most six questions of 3 s each. */
  etcdStatus: 30_000,
  /** etcdctl gives up after 10 s; the script asks up to three times. */
  etcdChange: 60_000,
  /** One address after another, 4 s each. */
  etcdReachable: 60_000,
  etcdCompare: 10_000,
  /** A defragmentation writes gigabytes; etcdctl gives up after 900 s. */
  etcdMaintain: 960_000,
  /** All Secrets are read, a hundred at a time; each reading ends after 60 s. */
  secretKeys: 600_000,
  /** The database of a member that does not run is read, and a running one asked three times. */
  etcdData: 120_000,
  /** Gigabytes are read, written and verified. */
  snapshotTake: 900_000,
  /** 8 MiB over a slow line. */
  snapshotPiece: 120_000,
  snapshotRemove: 60_000,

  /** Each request ends after 10 s, also where the API server hangs. */
  kubeRead: 60_000,
  /** A change of a node is tried eight times; objects are applied, and logs of pods are read, one after another. */
  kubeChange: 180_000,

  lock: 30_000,
} as const;

/** For commands that run until their input or their connection ends; nothing waits for the end of these. */
export const NO_LIMIT = Number.POSITIVE_INFINITY;
