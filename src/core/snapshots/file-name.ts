import {type EtcdId, etcdId} from '../model/names.js';

/** What the name of a snapshot says. */
export interface NamedSnapshot {
  readonly takenAt: Date;
  readonly etcdClusterId: EtcdId;
  /** Decimal text. */
  readonly revision: string;
  readonly encryption: 'none' | 'age' | 'cms';
}

/** "20260314T150926Z-cluster-revision.db": sorts by time, and is a file name everywhere. ".age" or ".cms": encrypted. */
export const snapshotFileName = ({takenAt, etcdClusterId, revision, encryption}: NamedSnapshot): string =>
  `${compact(takenAt)}-${etcdClusterId}-${revision}.db${encryption === 'none' ? '' : `.${encryption}`}`;

export function parseSnapshotFileName(name: string): NamedSnapshot | undefined {
  const [, time, id, revision, encryption] = NAME.exec(name) ?? [];
  if (time === undefined) return undefined;
  const takenAt = expanded(time);
  if (Number.isNaN(takenAt.getTime())) return undefined;
  return {
    takenAt,
    etcdClusterId: etcdId(id!),
    revision: revision!,
    encryption: (encryption as 'age' | 'cms' | undefined) ?? 'none',
  };
}

const NAME = /^(\d{8}T\d{6}Z)-([0-9a-f]{1,16})-(\d{1,19})\.db(?:\.(age|cms))?$/;

const compact = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d+/g, '');
const expanded = (time: string): Date =>
  new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
