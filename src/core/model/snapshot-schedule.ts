/** Snapshots of etcd that its members take by themselves: the one that leads, at each full period of UTC. */
export interface SnapshotSchedule {
  readonly everySeconds: number;
  /** Snapshots are deleted at this age; the newest on a host stays. */
  readonly keepSeconds: number;
  /** A certificate (PEM): snapshots are encrypted to it on the host. */
  readonly recipient?: string;
}
