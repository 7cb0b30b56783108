import type {Stage} from '../stage.js';

/** One row of the table of stages. */
export interface StageKind {
  /** What the stage is about: a host, and the version it goes to. */
  title(host: string, version: string): string;
  readonly order: Stage['order'];
  /** In one sentence. */
  readonly does: string;
  /**
   * always: whenever it has something left to do. The others only when hosts are removed, added to etcd or upgraded, or when
   * etcd is restored or recovered.
   */
  readonly when: 'always' | 'growth' | 'removal' | 'upgrade' | 'restore';
}

/** Keeps the ids as literal types. */
export const kinds = <const K extends string>(rows: Readonly<Record<K, StageKind>>): Readonly<Record<K, StageKind>> =>
  rows;
