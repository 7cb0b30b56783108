/** Why a host could not download something, whichever program it used. */
export type DownloadReason =
  | 'dns'
  | 'unreachable'
  | 'timeout'
  | 'connection-lost'
  | 'tls'
  | 'proxy'
  | 'redirects'
  | 'denied'
  | 'not-found'
  | 'status'
  | 'other';

/** A download that failed on a host. */
export interface DownloadProblem {
  readonly url: string;
  readonly reason: DownloadReason;
  /** What the program printed, in one line without control characters. */
  readonly detail: string;
}
