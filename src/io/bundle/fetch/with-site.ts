import {setMaxListeners} from 'node:events';
import {openOrigin} from '../download/open-origin.js';
import {downloadProgress, type FetchReport} from './progress.js';
import {type FetchSite, fetchSite} from './site.js';

/** Where upstream's files are read from, and how. */
export interface OriginChoice {
  /** "upstream", the URL of a mirror, or a folder in the layout of a mirror. */
  readonly from: string;
  /** CA certificates besides those of Node, in PEM. */
  readonly ca?: Buffer | undefined;
  /** Value of the header Authorization for a mirror. */
  readonly authorization?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly report: FetchReport;
  /** Milliseconds without a byte after which a transfer is given up. */
  readonly stallMs?: number;
}

export interface SiteChoice extends OriginChoice {
  /** The bundle directory. */
  readonly directory: string;
}

/** Opens a site while `use` runs. A failure ends all downloads; no file is written to after the end. */
export const withSite = async <T>(choice: SiteChoice, use: (site: FetchSite) => Promise<T>): Promise<T> => {
  const {directory, report, from, ...settings} = choice;
  const failing = new AbortController();
  const signal = AbortSignal.any([settings.signal, failing.signal]);
  // One listener a request.
  setMaxListeners(0, signal);
  const origin = await openOrigin(from, {...settings, signal});
  const site = fetchSite({origin, directory, progress: downloadProgress(report), signal});
  try {
    return await use(site);
  } catch (error) {
    failing.abort(error);
    throw error;
  } finally {
    await site.settled();
    await origin.close();
  }
};
