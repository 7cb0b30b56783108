import type {MemberNumbers} from '../model/etcd-overview.js';

/** Bytes that a defragmentation would return to the file system. */
export const freeBytes = ({dbSizeBytes, dbInUseBytes}: MemberNumbers): number =>
  Math.max(0, dbSizeBytes - dbInUseBytes);

/**
 * Whether a defragmentation is worth it. A database is never quite without free pages: every write frees some and uses
 * others. A member that was just defragmented has less than this.
 */
export const isFragmented = (numbers: MemberNumbers): boolean =>
  freeBytes(numbers) >= Math.max(LEAST_BYTES, numbers.dbSizeBytes / 20);

const LEAST_BYTES = 1024 * 1024;
