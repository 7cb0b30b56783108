import type {DownloadReason} from '../model/download-problem.js';
import {own} from '../own.js';

/** How a program that downloads ended on a host. */
export interface DownloadEnd {
  readonly program: 'curl' | 'wget';
  /** Its exit code; "stalled" if it was stopped because no data arrived. */
  readonly end: string;
  /** Its messages. */
  readonly said: string;
}

/**
 * The reason behind an exit code: those of curl are in `man curl`, those of wget in `man wget`. wget has one code for all
 * failures of the network, so its messages decide. Both run in the locale C.
 */
export const downloadReason = ({program, end, said}: DownloadEnd): DownloadReason => {
  if (end === 'stalled') return 'timeout';
  if (end === 'redirect') return 'redirects';
  if (isProxyProblem(said)) return 'proxy';
  const status = /\b(?:error|response|ERROR):? (\d{3})\b/.exec(said)?.[1];
  if (status !== undefined) return reasonOfStatus(Number(status));
  return program === 'curl' ? (own(CURL, end) ?? 'other') : reasonOfWget(end, said);
};

const isProxyProblem = (said: string): boolean =>
  /\b407\b|Proxy tunneling failed|CONNECT tunnel failed|from proxy after CONNECT|resolve proxy|proxy handshake/i.test(
    said,
  );

const reasonOfStatus = (status: number): DownloadReason => {
  if (status === 404 || status === 410) return 'not-found';
  return status === 401 || status === 403 ? 'denied' : 'status';
};

const CURL: Readonly<Record<string, DownloadReason>> = {
  1: 'redirects',
  5: 'proxy',
  6: 'dns',
  7: 'unreachable',
  18: 'connection-lost',
  22: 'status',
  28: 'timeout',
  35: 'tls',
  47: 'redirects',
  51: 'tls',
  52: 'connection-lost',
  53: 'tls',
  54: 'tls',
  55: 'connection-lost',
  56: 'connection-lost',
  58: 'tls',
  59: 'tls',
  60: 'tls',
  77: 'tls',
  80: 'tls',
  83: 'tls',
  90: 'tls',
  91: 'tls',
  92: 'connection-lost',
  95: 'connection-lost',
  97: 'proxy',
};

const reasonOfWget = (end: string, said: string): DownloadReason => {
  if (end === '5') return 'tls';
  if (end === '6') return 'denied';
  if (end === '8') return 'status';
  if (end !== '4') return 'other';
  if (/unable to resolve|name resolution|Name or service not known/i.test(said)) return 'dns';
  if (/refused|unreachable|No route|Network is down/i.test(said)) return 'unreachable';
  if (/SSL|TLS|certificate/i.test(said)) return 'tls';
  return /timed out/i.test(said) ? 'timeout' : 'connection-lost';
};
