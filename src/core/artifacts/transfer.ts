import type {HostFacts} from '../model/observed.js';
import type {Artifact} from './bundle.js';

/** Why an artifact is uploaded although hosts are to download. */
export type UploadReason = 'no-downloader' | 'no-tar' | 'source-unusable' | 'no-source';

/** What is known of the downloads of a host. */
export interface Downloader extends Pick<HostFacts, 'commands'> {
  /** It was found that the source cannot be used from this host. */
  readonly sourceFails: boolean;
}

export const DOWNLOADERS: readonly string[] = ['curl', 'wget'];

/** Undefined if the host downloads the artifact itself. */
export const uploadReason = ({source}: Artifact, {commands, sourceFails}: Downloader): UploadReason | undefined => {
  if (!DOWNLOADERS.some(command => commands.includes(command))) return 'no-downloader';
  if (sourceFails) return 'source-unusable';
  if (source === undefined) return 'no-source';
  return needsTar({source}) && !commands.includes('tar') ? 'no-tar' : undefined;
};

export const needsTar = ({source}: Pick<Artifact, 'source'>): boolean =>
  source?.kind === 'file' && source.member !== undefined;

/** "neither curl nor wget is installed" */
export const UPLOAD_REASONS: Readonly<Record<UploadReason, string>> = {
  'no-downloader': 'neither curl nor wget is installed',
  'no-tar': 'tar is not installed',
  'source-unusable': 'it cannot download from the source in spec.artifacts',
  'no-source': 'the lock file names no source for them',
};
