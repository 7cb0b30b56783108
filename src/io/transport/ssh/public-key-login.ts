import type {AgentAuthMethod, BaseAgent, Client, ParsedKey} from 'ssh2';
import type {Identity} from './identity.js';
import {keyTypeOf} from './known-hosts/fingerprint.js';
import type {RsaHash} from './signature.js';
import {string} from './wire.js';

/**
 * A login method of ssh2 that offers one key of any type. ssh2 1.17 knows neither certificates nor security keys: it
 * writes the type of the key as the type of the signature too, and has no place for the counter of a security key. So
 * it gets an agent with one key, asks the server whether it takes it, and has the agent sign; this agent then sends the
 * signed request itself and leaves ssh2 waiting for the answer of the server.
 */
export const publicKeyLogin = async (
  client: Client,
  username: string,
  identity: Identity,
): Promise<AgentAuthMethod> => {
  const {default: ssh2} = await import('ssh2');
  const agent: BaseAgent = Object.assign(Object.create(ssh2.BaseAgent.prototype), {
    getIdentities: (done: (error: undefined, keys: ParsedKey[]) => void) =>
      done(undefined, [keyOf(ssh2.utils, identity)]),
    sign: (_key: ParsedKey, data: Buffer, {hash}: {hash?: RsaHash}, done: (error: Error) => void) =>
      void identity
        .sign(data, isRsaCertificate(identity) ? CERTIFICATE_HASH : hash)
        // Meanwhile the server may have closed the connection.
        .then(signature => isOpen(client) && send(client, data, signature))
        .catch(error => isOpen(client) && done(error)),
  });
  return {type: 'agent', username, agent};
};

/** What a server has answered to the requests of a login. */
export interface Answer {
  /** The methods that can continue. */
  readonly methods: readonly string[];
  /** The last request was accepted, and the server wants another one too. */
  readonly isPartial: boolean;
}

/** Tells of every refusal. ssh2 does not tell its caller of those that follow a key of an agent. */
export const onRefusal = (client: Client, heard: (answer: Answer) => void): void => {
  const {_handlers} = internalsOf(client);
  const refused = _handlers.USERAUTH_FAILURE;
  _handlers.USERAUTH_FAILURE = (protocol, methods, isPartial) => {
    heard({methods: methods ?? [], isPartial});
    refused(protocol, methods, isPartial);
  };
};

/** RSA certificates name the hash in their type; ssh2 chooses that of other RSA keys by what the server knows. */
const CERTIFICATE_HASH = 'sha512';
const RSA_CERTIFICATE = 'ssh-rsa-cert-v01@openssh.com';
const isRsaCertificate = ({key}: Identity): boolean => keyTypeOf(key) === RSA_CERTIFICATE;

/** ssh2 reads the type and the bytes of a key, and takes only objects of its own for one. */
const keyOf = ({parseKey}: {parseKey(text: string): ParsedKey | Error}, identity: Identity): ParsedKey => {
  const type = isRsaCertificate(identity) ? `rsa-sha2-512-cert-v01@openssh.com` : keyTypeOf(identity.key);
  return Object.create(parseKey(SOME_KEY) as ParsedKey, {
    type: {value: type},
    getPublicSSH: {value: () => identity.key},
  });
};

const SOME_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

/** `data` is what was signed: the id of the session, and the request that is sent with the signature behind it. */
const send = (client: Client, data: Buffer, signature: Buffer): void => {
  const protocol = internalsOf(client);
  const payload = Buffer.concat([data.subarray(4 + data.readUInt32BE()), string(signature)]);
  const {write} = protocol._packetRW;
  const start = write.allocStart;
  const packet = write.alloc(payload.length);
  packet.set(payload, start);
  protocol._authsQueue.push('publickey');
  const finished = write.finalize(packet);
  // During a key exchange packets wait, as those of ssh2 do.
  if (protocol._kexinit === undefined) protocol._cipher.encrypt(finished);
  else protocol._queue = [...(protocol._queue ?? []), finished];
};

const isOpen = (client: Client): boolean =>
  (client as unknown as {readonly _sock?: {readonly writable: boolean}})._sock?.writable === true;

interface Internals {
  readonly _handlers: {
    USERAUTH_FAILURE(protocol: unknown, methods: readonly string[] | undefined, isPartial: boolean): void;
  };
  readonly _authsQueue: string[];
  readonly _packetRW: {
    readonly write: {readonly allocStart: number; alloc(length: number): Buffer; finalize(packet: Buffer): Buffer};
  };
  readonly _kexinit: unknown;
  _queue: Buffer[] | undefined;
  readonly _cipher: {encrypt(packet: Buffer): void};
}

const internalsOf = (client: Client): Internals => (client as unknown as {readonly _protocol: Internals})._protocol;
