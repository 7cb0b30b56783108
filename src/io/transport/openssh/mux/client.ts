import {connect, type Socket} from 'node:net';
import {string, uint32} from '../../ssh/wire.js';
import {type Channel, type ChannelEnd, channelEnd, LIMITS} from './channel.js';
import {frame, type Incoming, incoming, outgoing} from './packet.js';

/** The sessions and forwarded connections of one control socket, which the ssh behind it sends on as they are. */
export interface MuxClient {
  /** Starts a command line. Rejects with an error that has `reason` when the server opens no session. */
  session(commandLine: string): Promise<Channel>;
  /** Rejects with an error that has `reason`: 1 forwarding is prohibited, 2 the target did not answer. */
  forward(address: string, port: number): Promise<Channel>;
  /** Resolves when the server has read everything that was sent so far, or the connection is lost. */
  received(): Promise<void>;
  /** Fires when the socket is closed, by whichever side. */
  readonly closed: AbortSignal;
  end(): void;
}

/** Rejects when nothing listens at `path`, or not an ssh that knows proxy mode. */
export const openMux = async (path: string): Promise<MuxClient> => {
  const socket = connect(path);
  const contents = framesOf(socket);
  try {
    await greeted(socket, contents);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return muxClient(socket, contents);
};

const HELLO = 1;
const VERSION = 4;
const PROXY = 0x1000000f;
const IS_PROXY = 0x8000000f;

/** PROTOCOL.mux: both sides say the version, then the socket is put into proxy mode. */
const greeted = async (socket: Socket, contents: AsyncIterator<Buffer>): Promise<void> => {
  socket.write(frame(uint32(HELLO), uint32(VERSION)));
  socket.write(frame(uint32(PROXY), uint32(0)));
  for (const expected of [HELLO, IS_PROXY]) {
    const {value} = await contents.next();
    const answer: number | undefined = value instanceof Buffer && value.length >= 4 ? value.readUInt32BE() : undefined;
    if (answer !== expected) throw new Error('its control socket has no proxy mode, which OpenSSH has since 7.4');
  }
};

/** As much as a message may have: data of `LIMITS.packet` with its headers. */
const LONGEST = 256 * 1024;

async function* framesOf(socket: Socket): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= 4) {
      const length = rest.readUInt32BE();
      if (length > LONGEST) throw new RangeError(`a message of the control socket has ${length} bytes`);
      if (rest.length < 4 + length) break;
      yield rest.subarray(4, 4 + length);
      rest = rest.subarray(4 + length);
    }
  }
}

interface Opening {
  readonly resolve: (end: ChannelEnd) => void;
  readonly reject: (error: Error) => void;
}

const muxClient = (socket: Socket, contents: AsyncIterable<Buffer>): MuxClient => {
  const closed = new AbortController();
  const opening = new Map<number, Opening>();
  const open = new Map<number, ChannelEnd>();
  // Numbers are not used again: ssh forgets a channel that the server refused only with the socket.
  let next = 0;
  const send = (message: Buffer): void => {
    if (socket.writable) socket.write(message);
  };

  const channel = (kind: string, ...more: readonly Buffer[]): Promise<ChannelEnd> =>
    new Promise((resolve, reject) => {
      if (closed.signal.aborted) return reject(closed.signal.reason);
      const id = next++;
      opening.set(id, {resolve, reject});
      send(outgoing.open(kind, id, LIMITS, ...more));
    });

  const receive = (message: Incoming): void => {
    if (message.is === 'confirmed' || message.is === 'refused') {
      const waiting = opening.get(message.channel);
      opening.delete(message.channel);
      if (message.is === 'refused') waiting?.reject(refused(message));
      else {
        const end = channelEnd(message, send);
        open.set(message.channel, end);
        waiting?.resolve(end);
      }
      return;
    }
    open.get(message.channel)?.receive(message);
    if (message.is === 'close') open.delete(message.channel);
  };

  const lost = (reason: Error): void => {
    closed.abort(reason);
    for (const {reject} of opening.values()) reject(reason);
    for (const end of open.values()) end.lost();
    opening.clear();
    open.clear();
  };

  void dispatched(contents, receive).then(lost, lost);

  return {
    closed: closed.signal,
    session: async commandLine => {
      const {stream, request} = await channel('session');
      if (await request('exec', string(commandLine))) return stream;
      stream.close();
      throw closed.signal.aborted ? closed.signal.reason : new Error('the server runs no commands');
    },
    forward: async (address, port) =>
      (await channel('direct-tcpip', string(address), uint32(port), string('127.0.0.1'), uint32(0))).stream,
    received: async () => {
      // The server answers in order, also what it does not know.
      await Promise.all([...open.values()].map(({request}) => request('received@quorate.dev')));
    },
    end: () => void socket.destroy(),
  };
};

const dispatched = async (contents: AsyncIterable<Buffer>, receive: (message: Incoming) => void): Promise<Error> => {
  for await (const content of contents) {
    const message = incoming(content);
    if (message) receive(message);
  }
  return new Error('ssh ended');
};

const refused = ({reason, why}: {readonly reason: number; readonly why: string}): Error =>
  Object.assign(new Error(why), {reason});
