import {downloadAdvice, downloadProblemText} from '../../core/artifacts/download-advice.js';
import {downloadReason} from '../../core/artifacts/download-reason.js';
import type {Code} from '../../core/codes/code.js';
import {Failure} from '../../core/failure.js';
import type {DownloadProblem, DownloadReason} from '../../core/model/download-problem.js';
import type {HostName} from '../../core/model/names.js';

const CODES: Readonly<Record<DownloadReason, Code>> = {
  dns: 'hosts/fetch-dns',
  unreachable: 'hosts/fetch-unreachable',
  timeout: 'hosts/fetch-timeout',
  'connection-lost': 'hosts/fetch-connection-lost',
  tls: 'hosts/fetch-tls',
  proxy: 'hosts/fetch-proxy',
  redirects: 'hosts/fetch-redirects',
  denied: 'hosts/fetch-denied',
  'not-found': 'hosts/fetch-not-found',
  status: 'hosts/fetch-status',
  other: 'hosts/fetch-failed',
};

interface Problem {
  /** The first word of what fetch.sh reports. */
  readonly kind: string;
  /** A URL, or a path. */
  readonly about: string;
  readonly detail: string;
  readonly host: HostName;
}

/** The Failure of a problem that fetch.sh reports; undefined for any other problem. */
export function fetchFailure({kind, about, detail, host}: Problem): Failure | undefined {
  switch (kind) {
    case 'download': {
      const [, program = '', end = '', said = ''] = /^(\S+) (\S+) ?(.*)$/.exec(detail) ?? [];
      const problem = problemOf(about, program, end, said);
      return new Failure(CODES[problem.reason], `${host}: Downloading ${about}: ${downloadProblemText(problem)}`, {
        suggestions: [downloadAdvice(problem, host), AGAIN, UPLOAD],
      });
    }
    case 'wrong-content':
      return new Failure(
        'hosts/fetch-wrong-content',
        `${host}: Downloading ${about}: ${detail}; it was not installed`,
        {
          suggestions: [
            `compare the file on the server with the lock file: \`curl -fsSL ${about} | sha256sum\``,
            'if the server has a damaged or replaced file, restore it there, then run the same command again',
          ],
        },
      );
    case 'archive':
      return new Failure('hosts/fetch-archive', `${host}: Unpacking ${about}: ${detail}`, {
        suggestions: ['make the lock file again: quorate bundle fetch', AGAIN],
      });
    case 'wrong-archive':
      return new Failure('hosts/fetch-archive', `${host}: Making the image archive ${about}: ${detail}`, {
        suggestions: ['make the lock file again: quorate bundle fetch', AGAIN],
      });
    case 'no-downloader':
    case 'no-tar':
      return new Failure('hosts/fetch-failed', `${host}: Downloading binaries and images: ${detail}`, {
        suggestions: [AGAIN],
      });
    default:
      return undefined;
  }
}

const AGAIN = 'run the same command again: it continues with what is missing';
const UPLOAD =
  'to upload to the hosts instead: download a bundle with `quorate bundle fetch --download`, and set spec.artifacts.source to bundle';

/** A line of fetch-check.sh; a URL that was not asked for counts as the first that was. */
export function downloadProblemIn(line: string, urls: readonly string[]): DownloadProblem {
  const [, url = '', program = '', end = '', said = ''] = line.split('\t');
  return problemOf(urls.includes(url) ? url : urls[0]!, program, end, said);
}

const problemOf = (url: string, program: string, end: string, said: string): DownloadProblem => ({
  url,
  reason: downloadReason({program: program === 'wget' ? 'wget' : 'curl', end, said}),
  detail: withoutControls(said),
});

/** What a server says may be in it. */
const withoutControls = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
