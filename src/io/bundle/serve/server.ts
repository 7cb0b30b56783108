import {createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {Bundle} from '../../../core/artifacts/bundle.js';
import {Failure} from '../../../core/failure.js';
import {answer} from './answer.js';
import type {ListenAddress} from './listen-address.js';
import {textReply} from './reply.js';
import {send} from './send.js';
import {type Site, siteOf} from './site.js';
import type {TlsFiles} from './tls-files.js';

export interface ServeOptions {
  /** The bundle directory. */
  readonly directory: string;
  readonly bundle: Bundle;
  readonly listen: ListenAddress;
  readonly tls?: TlsFiles | undefined;
  /** Requests need it. */
  readonly token?: string | undefined;
  /** A connection without a byte for so long is closed, in milliseconds. */
  readonly idleMs?: number;
  readonly onRequest: (entry: ServedRequest) => void;
}

/** A request that was answered, for the log. */
export interface ServedRequest {
  readonly method: string;
  /** As received, without the query; printable. */
  readonly path: string;
  readonly client: string;
  readonly status: number;
  /** Bytes of the body that were sent. */
  readonly sent: number;
  readonly range?: string;
  readonly tookMs: number;
  /** Why the answer is incomplete or an error. */
  readonly problem?: string;
}

export interface BundleServer {
  readonly site: Site;
  readonly port: number;
  /** Closes connections, and deletes what was uncompressed. */
  readonly close: () => Promise<void>;
}

/** @throws Failure bundle/cannot-listen */
export const serveBundle = async (options: ServeOptions): Promise<BundleServer> => {
  const site = siteOf(options.directory, options.bundle);
  const server = serverFor(options, listener(site, options));
  server.setTimeout(options.idleMs ?? IDLE_MS);
  server.maxConnections = CONNECTIONS;
  try {
    await listening(server, options.listen);
  } catch (error) {
    await site.close();
    throw error;
  }
  return {
    site,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await site.close();
    },
  };
};

const IDLE_MS = 60_000;
/** Each may have a file open; processes may usually open 1024. */
const CONNECTIONS = 400;

const listener =
  (site: Site, {token, tls, onRequest}: ServeOptions): RequestListener =>
  async (message, response) => {
    const startedAt = performance.now();
    const {method = 'GET', url = '/', headers} = message;
    const isSecure = tls !== undefined;
    let failed: string | undefined;
    const reply = await answer(site, token, {method, url, headers, isSecure}).catch((error: Error) => {
      failed = error.message;
      return textReply(500, 'The bundle is damaged; the output of `quorate bundle serve` says more\n');
    });
    const {sent, problem = failed} = await send(reply, response, method === 'HEAD');
    onRequest({
      method,
      path: printable(url.split('?')[0]!),
      client: clientOf(message),
      status: reply.status,
      sent,
      ...(headers.range === undefined ? {} : {range: printable(headers.range)}),
      tookMs: performance.now() - startedAt,
      ...(problem === undefined ? {} : {problem}),
    });
  };

/** In a log, and on a terminal: ASCII without control characters, and not endless. */
const printable = (text: string): string => {
  const shown = text.replaceAll(
    /[^\x21-\x7e]/g,
    character => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return shown.length > LOGGED ? `${shown.slice(0, LOGGED)}…` : shown;
};
const LOGGED = 300;

const clientOf = ({socket}: IncomingMessage): string => socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown';

const serverFor = ({tls}: ServeOptions, handle: RequestListener): Server =>
  tls === undefined ? createHttpServer(handle) : createHttpsServer({...tls}, handle);

const listening = (server: Server, {address, port}: ListenAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    // It stays: an error while the server runs, such as too many open files, must not end it.
    server.on('error', (error: NodeJS.ErrnoException) => {
      const where = `${address ?? '*'}:${port}`;
      reject(
        new Failure('bundle/cannot-listen', `Listening on ${where}: ${error.message}`, {
          suggestions: ['choose another port: quorate bundle serve --listen PORT'],
          cause: error,
        }),
      );
    });
    server.listen({port, ...(address === undefined ? {} : {host: address})}, resolve);
  });
