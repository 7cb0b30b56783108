import {connect} from 'node:net';
import {printable} from '../printable.js';
import {reader, string, uint32} from './wire.js';

/** A key or a certificate that an agent can sign with. */
export interface AgentKey {
  /** In wire format. */
  readonly key: Buffer;
  readonly comment: string;
}

/** The keys of the agent at a socket, of every type. ssh2's own client leaves those out that it does not know. */
export const agentKeys = async (socket: string): Promise<readonly AgentKey[]> => {
  const answer = reader(await ask(socket, Buffer.from([REQUEST_IDENTITIES]), IDENTITIES_ANSWER));
  const count = answer.number();
  if (count > MOST_KEYS) throw new Error(`it says that it has ${count} keys`);
  return Array.from({length: count}, () => ({
    key: Buffer.from(answer.string()),
    comment: printable(answer.string().toString(), 100),
  }));
};

/** Signs; the answer is a signature in wire format. `hash` matters for RSA only. */
export const agentSignature = async (
  socket: string,
  key: Buffer,
  data: Buffer,
  hash: 'sha256' | 'sha512' | undefined,
): Promise<Buffer> => {
  const flags = hash === 'sha512' ? RSA_SHA2_512 : hash === 'sha256' ? RSA_SHA2_256 : 0;
  const request = Buffer.concat([Buffer.from([SIGN_REQUEST]), string(key), string(data), uint32(flags)]);
  return Buffer.from(reader(await ask(socket, request, SIGN_RESPONSE)).string());
};

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const RSA_SHA2_256 = 2;
const RSA_SHA2_512 = 4;

/** The limits of OpenSSH. */
const LONGEST_ANSWER = 256 * 1024;
const MOST_KEYS = 2048;

/** One request over a connection of its own. The answer is without its type; another type is an error. */
const ask = (path: string, request: Buffer, expected: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = connect(path);
    let received = Buffer.alloc(0);
    const end = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.on('error', end);
    socket.on('close', () => end(new Error('it closed the connection')));
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 4 ? 0 : received.readUInt32BE();
      if (length > LONGEST_ANSWER) return end(new Error(`its answer has ${length} bytes`));
      if (received.length < 4 + Math.max(length, 1)) return;
      if (received[4] !== expected) return end(new Error('it refused'));
      socket.destroy();
      resolve(received.subarray(5, 4 + length));
    });
    socket.write(string(request));
  });
