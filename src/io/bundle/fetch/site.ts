import pLimit from 'p-limit';
import {downloadFile, type Received} from '../download/file.js';
import {downloadPath} from '../download/folder.js';
import type {Origin} from '../download/origin.js';
import type {Wanted} from '../download/transfer.js';
import type {DownloadProgress} from './progress.js';

/** Where a fetch reads from and writes to. */
export interface FetchSite {
  readonly origin: Origin;
  /** The bundle directory. */
  readonly directory: string;
  readonly progress: DownloadProgress;
  /**
   * Downloads a file into the downloads of the bundle directory, once in a run.
   * @throws Failure download/*, artifacts/digest-mismatch, artifacts/unwritable
   */
  download(wanted: Wanted): Promise<Downloaded>;
  /** Ends what is in progress; nothing new is started then. */
  readonly signal: AbortSignal;
  /** Registers work that settled() waits for. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Waits for downloads and registered work, however they end. */
  settled(): Promise<void>;
}

export interface Downloaded extends Received {
  /** Where it is now. */
  readonly file: string;
}

/** More at once would share the same line. */
const DOWNLOADS_AT_ONCE = 4;

export const fetchSite = (site: Pick<FetchSite, 'origin' | 'directory' | 'progress' | 'signal'>): FetchSite => {
  const limit = pLimit(DOWNLOADS_AT_ONCE);
  const running = new Map<string, Promise<Downloaded>>();
  const {origin, directory, progress, signal} = site;
  const tracked = new Set<Promise<unknown>>();

  const downloadOnce = async (wanted: Wanted): Promise<Downloaded> => {
    signal.throwIfAborted();
    const file = downloadPath(directory, wanted.path);
    const received = await downloadFile(origin, wanted, file, progress.begin(wanted.path));
    progress.done(wanted.path, received.fresh);
    return {...received, file};
  };

  return {
    ...site,
    download: wanted => {
      const existing = running.get(wanted.path) ?? limit(() => downloadOnce(wanted));
      running.set(wanted.path, existing);
      return existing;
    },
    track: work => {
      tracked.add(work);
      return work;
    },
    settled: async () => {
      await Promise.allSettled([...running.values(), ...tracked]);
    },
  };
};
