import type {Code} from '../../../core/codes/code.js';
import {Failure} from '../../../core/failure.js';
import {own} from '../../../core/own.js';
import type {Route} from './route.js';

/** A transfer that ended early: it can be continued. */
export const connectionLost = (where: string, problem: string, cause?: unknown): Failure =>
  new Failure('download/connection-lost', `Downloading ${where}: ${problem}`, {
    suggestions: ['run the same command again: it continues with the next byte'],
    cause,
  });

export const isConnectionLost = (error: unknown): boolean =>
  error instanceof Failure && error.code === 'download/connection-lost';

/**
 * What undici or Node throws for a request, as a Failure with the URL and the remedy.
 * @param to the server that was asked: another one than that of the URL after a redirect.
 */
export const requestFailure = (
  url: string,
  error: unknown,
  {proxy, to}: Pick<Route, 'proxy'> & {readonly to: string},
): Failure => {
  const {code = '', message} = rootOf(error);
  const text = printable(message);
  const tunnel = /Proxy response \((\d+)\)/.exec(text)?.[1];
  if (tunnel !== undefined) return proxyFailure(url, proxy, Number(tunnel), error);
  const found: Code | undefined = Object.entries(CODES).find(([, codes]) => codes.includes(code))?.[0] as
    | Code
    | undefined;
  const kind = found ?? (isTls(code) ? 'download/tls' : 'download/connection-lost');
  const redirected = new URL(url).origin === to ? '' : ` (redirected to ${to})`;
  const via = proxy === undefined ? redirected : `${redirected} through the proxy ${proxy}`;
  return new Failure(kind, `Downloading ${url}${via}: ${own(SAID, code) ?? text}`, {
    suggestions: remedies(kind, url, proxy),
    cause: error,
  });
};

/** A transfer that no byte arrived of for a time. */
export const stalled = (url: string, stallMs: number, cause?: unknown): Failure =>
  new Failure('download/timeout', `Downloading ${url}: no byte arrived for ${stallMs / 1000} s`, {
    suggestions: ['run the same command again: it continues with the next byte'],
    cause,
  });

export const isStall = (error: unknown): boolean => STALLS.has(rootOf(error).code ?? '');

export const proxyFailure = (url: string, proxy: string | undefined, status: number, cause?: unknown): Failure =>
  new Failure(
    'download/proxy',
    `Downloading ${url}: the proxy ${proxy ?? ''} answered ${status}${status === 407 ? ': it wants a user name and a password' : ''}`,
    {
      suggestions: [
        status === 407
          ? 'set them in the variable: HTTPS_PROXY=http://USER:PASSWORD@proxy.example.com:3128'
          : 'permit the host on the proxy, or exempt it: NO_PROXY=HOST',
      ],
      cause,
    },
  );

/** A response that is no success. @param status of HTTP. */
export const statusFailure = (url: string, status: number): Failure => {
  const kind: Code =
    status === 404 || status === 410
      ? 'download/not-found'
      : DENIED.has(status)
        ? 'download/denied'
        : 'download/status';
  return new Failure(kind, `Downloading ${url}: the server answered ${status}`, {suggestions: remedies(kind, url)});
};

const DENIED: ReadonlySet<number> = new Set([401, 403]);

const remedies = (kind: Code, url: string, proxy?: string): readonly string[] => {
  const again = 'run the same command again: what was downloaded is kept';
  switch (kind) {
    case 'download/not-found':
      return [`look at it: curl -I ${url}`, 'choose a version that exists, or add the file to the mirror'];
    case 'download/denied':
      return ['check artifacts.credentials or --token-env, and the permissions on the server', `curl -I ${url}`];
    case 'download/tls':
      return ['name the CA certificate: quorate bundle fetch --ca FILE, or spec.artifacts.ca', `curl -I ${url}`];
    case 'download/dns':
    case 'download/unreachable':
      return proxy === undefined
        ? [`check the connection: curl -I ${url}`, 'set HTTPS_PROXY, or use a mirror: quorate bundle fetch --from URL']
        : ['check HTTPS_PROXY and HTTP_PROXY, and exempt hosts that are reached directly: NO_PROXY=HOST'];
    default:
      return [again, `look at it: curl -I ${url}`];
  }
};

const CODES: Readonly<Record<string, readonly string[]>> = {
  'download/dns': ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA'],
  'download/unreachable': [
    'ECONNREFUSED',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EHOSTDOWN',
    'EADDRNOTAVAIL',
    'UND_ERR_CONNECT_TIMEOUT',
  ],
};

const SAID: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name cannot be resolved',
  EAI_AGAIN: 'the name cannot be resolved: no DNS server answers',
  ECONNREFUSED: 'the connection is refused',
  ETIMEDOUT: 'no answer to the connection',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within 10 s',
};

const STALLS: ReadonlySet<string> = new Set(['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);

const isTls = (code: string): boolean =>
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS)/.test(code);

/** The innermost error with a code: others only wrap it. */
const rootOf = (error: unknown): {readonly code?: string; readonly message: string} => {
  const {cause, code, errors} = error as {cause?: unknown; code?: string; errors?: readonly unknown[]};
  if (cause instanceof Error) return rootOf(cause);
  const [first] = errors ?? [];
  if (first instanceof Error && code === undefined) return rootOf(first);
  return error as Error;
};

/** Text of servers and libraries, in one line without control characters. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300);
