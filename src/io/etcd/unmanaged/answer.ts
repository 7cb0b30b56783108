import {Failure} from '../../../core/failure.js';
import type {HostName} from '../../../core/model/names.js';
import type {UnmanagedEtcdAnswer, UnmanagedEtcdStatus} from '../../../core/model/unmanaged-etcd.js';
import {rejectionOf} from '../../transport/deadline.js';
import type {HostTransport} from '../../transport/transport.js';
import {askUnmanagedEtcd, ConnectionReset, NotEtcd} from './ask.js';
import type {UnmanagedEtcdClientFiles} from './client-files.js';
import {openSession} from './session.js';

const TIMEOUT_MS = 10_000;

/**
 * Asks one endpoint from one control plane: the TCP connection starts on that host; TLS and the client key stay in this
 * process.
 */
export async function answerOf(
  endpoint: string,
  from: HostName,
  transport: HostTransport,
  client: UnmanagedEtcdClientFiles,
  timeoutMs = TIMEOUT_MS,
): Promise<UnmanagedEtcdAnswer> {
  // A network that drops packets causes no error: neither when connecting nor later.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  const asking = statusThrough(endpoint, transport, client, late.signal);
  try {
    return {endpoint, from, is: 'etcd', status: await Promise.race([asking, rejectionOf(late.signal)])};
  } catch (error) {
    return {endpoint, from, ...troubleOf(late.signal.aborted ? late.signal.reason : error)};
  } finally {
    clearTimeout(timer);
  }
}

async function statusThrough(
  endpoint: string,
  transport: HostTransport,
  client: UnmanagedEtcdClientFiles,
  late: AbortSignal,
): Promise<UnmanagedEtcdStatus> {
  const {hostname, port} = new URL(endpoint);
  const stream = await transport.forward(hostname.replace(/^\[|\]$/g, ''), Number(port || 443));
  // Errors of the stream transport its readers.
  stream.on('error', () => {});
  late.addEventListener('abort', () => stream.destroy());
  try {
    late.throwIfAborted();
    const session = await openSession(stream, endpoint, client);
    try {
      return await askUnmanagedEtcd(session);
    } finally {
      session.close();
    }
  } finally {
    stream.destroy();
  }
}

interface Trouble {
  readonly is: 'silent' | 'untrusted' | 'refusing' | 'stranger';
  readonly why: string;
}

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Error)) throw error;
  const {message} = error;
  if (error instanceof Failure) return {is: 'silent', why: message};
  if (error instanceof NotEtcd) return {is: 'stranger', why: message};
  if (error instanceof ConnectionReset) return {is: 'refusing', why: message};
  const {code = '', reason} = error as NodeJS.ErrnoException & {readonly reason?: string};
  if (UNTRUSTED.test(code)) return {is: 'untrusted', why: message};
  if (/ALERT/.test(code)) return {is: 'refusing', why: reason ?? message};
  if (/^ERR_SSL|^HPE_|^EPROTO$/.test(code)) return {is: 'stranger', why: `it does not speak TLS and HTTP: ${message}`};
  return {is: 'silent', why: message};
}

/** Codes of Node for a certificate that does not verify. */
const UNTRUSTED =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|CRL_|INVALID_(CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME)/;
