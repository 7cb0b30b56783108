import {createHash, generateKeyPairSync, sign} from 'node:crypto';
import {createServer, type Socket} from 'node:net';
import {reader, string, uint32} from '../../../../src/io/transport/ssh/wire.js';

/** A key of an agent: its public key or certificate, and its signature, in wire format. */
export interface RawKey {
  readonly blob: Buffer;
  readonly comment: string;
  readonly sign: (data: Buffer) => Buffer | Promise<Buffer>;
}

/** An agent in this process that knows nothing of the types of its keys. */
export const startRawAgent = async (socket: string, keys: readonly RawKey[]) => {
  const open = new Set<Socket>();
  let signatures = 0;
  const answer = async (request: Buffer): Promise<Buffer> => {
    const values = reader(request);
    if (values.byte() === 11) {
      const list = keys.map(({blob, comment}) => Buffer.concat([string(blob), string(comment)]));
      return Buffer.concat([Buffer.from([12]), uint32(keys.length), ...list]);
    }
    const [blob, data] = [values.string(), values.string()];
    const key = keys.find(one => one.blob.equals(blob));
    if (key) signatures++;
    return key ? Buffer.concat([Buffer.from([14]), string(await key.sign(data))]) : Buffer.from([5]);
  };
  const server = createServer(connection => {
    open.add(connection);
    connection.on('error', () => {}).on('close', () => open.delete(connection));
    let received = Buffer.alloc(0);
    connection.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 4 ? 0 : received.readUInt32BE();
      if (length === 0 || received.length < 4 + length) return;
      void answer(received.subarray(4, 4 + length)).then(reply => connection.write(string(reply)));
      received = received.subarray(4 + length);
    });
  });
  await new Promise<void>(resolve => server.listen(socket, resolve));
  return {
    socket,
    signatures: () => signatures,
    /** How many connections it has. */
    open: () => open.size,
    stop: () => {
      for (const connection of open) connection.destroy();
      return new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
};

const TYPE = 'sk-ssh-ed25519@openssh.com';
const APPLICATION = 'ssh:';

/** A security key in software: it signs as a FIDO device that was touched does (PROTOCOL.u2f of OpenSSH). */
export const securityKey = (comment: string): RawKey => {
  const pair = generateKeyPairSync('ed25519');
  const point = Buffer.from((pair.publicKey.export({format: 'jwk'}) as {x: string}).x, 'base64url');
  const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest();
  const behind = Buffer.concat([Buffer.from([1]), uint32(7)]);
  return {
    blob: Buffer.concat([string(TYPE), string(point), string(APPLICATION)]),
    comment,
    sign: data => {
      const signed = sign(null, Buffer.concat([sha256(APPLICATION), behind, sha256(data)]), pair.privateKey);
      return Buffer.concat([string(TYPE), string(signed), behind]);
    },
  };
};
