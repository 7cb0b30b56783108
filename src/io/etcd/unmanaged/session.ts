import {Agent, type IncomingMessage, request} from 'node:http';
import {isIP} from 'node:net';
import type {Duplex} from 'node:stream';
import {connect, type TLSSocket} from 'node:tls';
import type {UnmanagedEtcdClientFiles} from './client-files.js';

/** One connection to an endpoint, for one request after another. */
export interface Session {
  get(path: string): Promise<Reply>;
  /** To etcd's JSON gateway. */
  post(path: string, body: unknown): Promise<Reply>;
  close(): void;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** TLS over an open stream. The server certificate is verified for the host name of the endpoint. */
export async function openSession(
  stream: Duplex,
  endpoint: string,
  client: UnmanagedEtcdClientFiles,
): Promise<Session> {
  const socket = await secured(stream, hostOf(endpoint), client);
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  agent.createConnection = () => socket;
  const send = (method: string, path: string, body?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : {'content-type': 'application/json'};
      const sent = request({agent, host: hostOf(endpoint), method, path, headers}, answer =>
        replyOf(answer).then(resolve, reject),
      );
      // With TLS 1.3 a server rejects a client certificate only after the handshake.
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    get: path => send('GET', path),
    post: (path, body) => send('POST', path, JSON.stringify(body)),
    close: () => {
      agent.destroy();
      socket.destroy();
    },
  };
}

const hostOf = (endpoint: string): string => new URL(endpoint).hostname.replace(/^\[|\]$/g, '');

const secured = (stream: Duplex, host: string, {ca, certificate, key}: UnmanagedEtcdClientFiles): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const name = isIP(host) === 0 ? {servername: host} : {};
    const socket = connect({socket: stream, host, ...name, ca, cert: certificate, key, ALPNProtocols: ['http/1.1']});
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed during the TLS handshake')));
    socket.once('secureConnect', () => resolve(socket));
  });

const replyOf = async (answer: IncomingMessage): Promise<Reply> => ({
  status: answer.statusCode ?? 0,
  body: await bodyOf(answer),
});

/** The longest answer that is needed is a member list. */
const MAX_BODY_BYTES = 2 ** 20;

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error(`it answers with more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
