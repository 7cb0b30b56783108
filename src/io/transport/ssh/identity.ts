import type {RsaHash} from './signature.js';

/** A public key, or a certificate, that is offered to a server, with what signs for it. */
export interface Identity {
  /** For messages: the file, or the comment of a key of the agent. */
  readonly name: string;
  /** It is one of those keys of the agent that nothing names: messages count them. */
  readonly isExtra?: true;
  /** In wire format. */
  readonly key: Buffer;
  /** The signature in wire format. A person or a device may be asked. Rejects with the reason when it cannot sign. */
  sign(data: Buffer, hash: RsaHash): Promise<Buffer>;
}

/** What was tried to log in, for the message when all of it was refused. */
export interface Attempts {
  readonly offered: Identity[];
  readonly unusable: string[];
}
