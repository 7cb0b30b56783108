import {bytes, duration} from '../../../core/format.js';
import type {OnBytes} from '../download/transfer.js';

/** The events of a fetch; a Report of a run accepts them. */
export type FetchReport = (event: {readonly type: 'step'; readonly title: string; readonly detail?: string}) => void;

/** What was downloaded. */
export interface Download {
  /** Host of upstream and path there. */
  readonly path: string;
  readonly bytes: number;
}

/** Reports downloads: what starts, what is done, and the estimated time left from the measured speed. */
export interface DownloadProgress {
  /** Announces a file. @param size undefined if the server does not name it. */
  expect(path: string, size: number | undefined): void;
  begin(path: string): OnBytes;
  /** @param fresh bytes that this run received: none if the file was there. */
  done(path: string, fresh: number): void;
  readonly downloads: readonly Download[];
}

/** Milliseconds between two reports of what is being downloaded, and of downloading before there is an estimate. */
const REPEAT_MS = 5000;
const MEASURED_MS = 2000;

export const downloadProgress = (
  report: FetchReport,
  clock: () => number = () => performance.now(),
): DownloadProgress => {
  const expected = new Map<string, number>();
  const there = new Map<string, number>();
  const finished = new Set<string>();
  const downloads: Download[] = [];
  let fresh = 0;
  let startedAt: number | undefined;
  let saidAt: number | undefined;

  const total = (sizes: ReadonlyMap<string, number>): number =>
    [...sizes.values()].reduce((sum, size) => sum + size, 0);

  const say = (path: string): void => {
    saidAt = clock();
    const far = `${downloads.length} of ${expected.size} files, ${bytes(total(there))} of ${bytes(total(expected))}`;
    report({type: 'step', title: 'downloading', detail: `${nameOf(path)} (${far})${estimate()}`});
  };

  const estimate = (): string => {
    const elapsed = clock() - (startedAt ?? clock());
    const left = total(expected) - total(there);
    if (elapsed < MEASURED_MS || fresh === 0 || left <= 0) return '';
    return `, about ${about((left / fresh) * elapsed)} left`;
  };

  return {
    downloads,
    expect: (path, size) => {
      if (!finished.has(path)) expected.set(path, size ?? 0);
    },
    begin: path => (count, isFresh) => {
      there.set(path, (there.get(path) ?? 0) + count);
      if (isFresh && startedAt === undefined) startedAt = clock();
      if (isFresh && count > 0) fresh += count;
      if (saidAt === undefined || clock() - saidAt >= REPEAT_MS) say(path);
    },
    done: (path, freshBytes) => {
      finished.add(path);
      expected.set(path, there.get(path) ?? 0);
      // A file that was there already is no download.
      if (freshBytes === 0) {
        expected.delete(path);
        there.delete(path);
        return;
      }
      downloads.push({path, bytes: freshBytes});
      report({type: 'step', title: `downloaded ${nameOf(path)}`, detail: bytes(freshBytes)});
    },
  };
};

/** The last part of a path; of a blob also its repository. */
const nameOf = (path: string): string =>
  path.replace(/^.*?\/v2\/(.+)\/blobs\/sha256:(.{12}).*$/, '$1 $2').replace(/^.*\//, '');

/** In full seconds: an estimate has no tenths. */
const about = (ms: number): string => {
  const seconds = Math.max(5, Math.ceil(ms / 5000) * 5);
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1000);
};
