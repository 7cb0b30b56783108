import {reader, string, uint32} from '../../ssh/wire.js';

/**
 * Messages of the SSH connection protocol (RFC 4254) as ssh's control socket passes them in proxy mode
 * (PROTOCOL.mux of OpenSSH): a length, an empty byte, a message. Neither side encrypts or pads.
 */
export const frame = (...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([uint32(content.length), content]);
};

const OPEN = 90;
const CONFIRMATION = 91;
const OPEN_FAILURE = 92;
const WINDOW_ADJUST = 93;
const DATA = 94;
const EXTENDED_DATA = 95;
const EOF = 96;
const CLOSE = 97;
const REQUEST = 98;
const SUCCESS = 99;
const FAILURE = 100;

/** The extended data that is standard error. */
const STDERR = 1;

const message = (type: number, ...parts: readonly Buffer[]): Buffer => frame(Buffer.from([0, type]), ...parts);

export interface Limits {
  /** Bytes that may be sent before the receiver asks for more. */
  readonly window: number;
  /** Bytes in one message. */
  readonly packet: number;
}

/** What is sent. `to` is the number of the channel at the server. */
export const outgoing = {
  open: (kind: string, channel: number, {window, packet}: Limits, ...more: readonly Buffer[]) =>
    message(OPEN, string(kind), uint32(channel), uint32(window), uint32(packet), ...more),
  request: (to: number, name: string, wantsReply: boolean, ...more: readonly Buffer[]) =>
    message(REQUEST, uint32(to), string(name), Buffer.from([wantsReply ? 1 : 0]), ...more),
  data: (to: number, data: Buffer) => message(DATA, uint32(to), string(data)),
  more: (to: number, bytes: number) => message(WINDOW_ADJUST, uint32(to), uint32(bytes)),
  eof: (to: number) => message(EOF, uint32(to)),
  close: (to: number) => message(CLOSE, uint32(to)),
  failure: (to: number) => message(FAILURE, uint32(to)),
};

/** What arrives, for one channel of this side. */
export type Incoming = {readonly channel: number} & (
  | ({readonly is: 'confirmed'; readonly remote: number} & Limits)
  | {readonly is: 'refused'; readonly reason: number; readonly why: string}
  | {readonly is: 'more'; readonly bytes: number}
  | {readonly is: 'data'; readonly from: 'stdout' | 'stderr' | 'other'; readonly data: Buffer}
  | {readonly is: 'request'; readonly name: string; readonly wantsReply: boolean; readonly value: Buffer}
  | {readonly is: 'eof' | 'close' | 'success' | 'failure'}
);

/** Undefined: a message of no channel. Throws RangeError when it is shorter than it says. */
export const incoming = (content: Buffer): Incoming | undefined => {
  const {byte, number, string: bytes, position} = reader(content.subarray(1));
  const type = byte();
  if (type < CONFIRMATION || type > FAILURE) return undefined;
  const channel = number();
  switch (type) {
    case CONFIRMATION:
      return {is: 'confirmed', channel, remote: number(), window: number(), packet: number()};
    case OPEN_FAILURE:
      return {is: 'refused', channel, reason: number(), why: bytes().toString()};
    case WINDOW_ADJUST:
      return {is: 'more', channel, bytes: number()};
    case DATA:
      return {is: 'data', channel, from: 'stdout', data: bytes()};
    case EXTENDED_DATA:
      return {is: 'data', channel, from: number() === STDERR ? 'stderr' : 'other', data: bytes()};
    case REQUEST:
      return {
        is: 'request',
        channel,
        name: bytes().toString(),
        wantsReply: byte() !== 0,
        value: content.subarray(1 + position()),
      };
    default:
      return {is: ({[EOF]: 'eof', [CLOSE]: 'close', [SUCCESS]: 'success'} as const)[type] ?? 'failure', channel};
  }
};

/** The exit status or signal in a request of that name. */
export const exitIn = (name: string, value: Buffer): {status?: number; signal?: string} => {
  if (name === 'exit-status') return {status: reader(value).number()};
  if (name === 'exit-signal') return {signal: `SIG${reader(value).string().toString()}`};
  return {};
};
