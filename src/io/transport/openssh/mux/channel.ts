import {Duplex, Readable} from 'node:stream';
import {string} from '../../ssh/wire.js';
import {exitIn, type Incoming, type Limits, outgoing} from './packet.js';

/** What is asked of the server for each channel: as OpenSSH asks. */
export const LIMITS: Limits = {window: 2 * 1024 * 1024, packet: 32 * 1024};

/**
 * A session or a forwarded connection, with the shape of ssh2's channel. It emits 'close' with exit status and signal
 * when the server has closed it and all of its output was read.
 */
export interface Channel extends Duplex {
  readonly stderr: Readable;
  /** Closes it; what still arrives is dropped. */
  close(): void;
  readonly outgoing: {readonly id: number; readonly state: 'open' | 'eof' | 'closing'};
  readonly _client: {readonly _protocol: {signal(id: number, name: string): void}};
}

/** The side of a channel that the connection uses. */
export interface ChannelEnd {
  readonly stream: Channel;
  receive(message: Incoming): void;
  /** Whether the server did what was requested; false when the channel closes before. */
  request(name: string, ...more: readonly Buffer[]): Promise<boolean>;
  /** The connection is gone. */
  lost(): void;
}

export const channelEnd = (
  {remote, ...granted}: Limits & {readonly remote: number},
  send: (message: Buffer) => void,
): ChannelEnd => {
  let sendable = granted.window;
  let receivable = LIMITS.window;
  let closedHere = false;
  let closedThere = false;
  let sentEof = false;
  let ended = false;
  let exit: {readonly status?: number; readonly signal?: string} = {};
  let writing: {rest: Buffer; readonly done: () => void} | undefined;
  const full = new Set<Readable>();
  const replies: ((succeeded: boolean) => void)[] = [];

  const sendWhileOpen = (message: () => Buffer): void => {
    if (!closedHere && !closedThere) send(message());
  };

  const written = (): void => {
    const done = writing?.done;
    writing = undefined;
    done?.();
  };

  /** A write to a closed channel never ends: else a source without end would keep this process from all other work. */
  const flush = (): void => {
    while (writing !== undefined && writing.rest.length > 0 && sendable > 0 && !closedHere && !closedThere) {
      // A server may grant messages of no bytes, which would never end.
      const part = writing.rest.subarray(0, Math.min(Math.max(granted.packet, 1), sendable));
      writing.rest = writing.rest.subarray(part.length);
      sendable -= part.length;
      send(outgoing.data(remote, part));
    }
    if (writing?.rest.length === 0) written();
  };

  const askForMore = (from: Readable): void => {
    full.delete(from);
    if (full.size > 0 || receivable > LIMITS.window / 2) return;
    sendWhileOpen(() => outgoing.more(remote, LIMITS.window - receivable));
    receivable = LIMITS.window;
  };

  const close = (): void => {
    sendWhileOpen(() => outgoing.close(remote));
    closedHere = true;
    stream.resume();
    stderr.resume();
  };

  const stderr: Readable = new Readable({read: () => askForMore(stderr)});
  const duplex: Duplex = new Duplex({
    autoDestroy: false,
    emitClose: false,
    read: () => askForMore(duplex),
    write: (chunk: Buffer, _encoding, done) => {
      writing = {rest: chunk, done};
      flush();
    },
    final: done => {
      sendWhileOpen(() => outgoing.eof(remote));
      sentEof = true;
      done();
    },
    destroy: (error, done) => {
      close();
      done(error);
    },
  });
  const stream: Channel = Object.assign(duplex, {
    stderr,
    close,
    outgoing: {
      id: remote,
      get state() {
        return closedHere || closedThere ? 'closing' : sentEof ? 'eof' : 'open';
      },
    } as const,
    _client: {
      _protocol: {
        signal: (id: number, name: string) =>
          sendWhileOpen(() => outgoing.request(id, 'signal', false, string(name.replace(/^SIG/, '')))),
      },
    },
  });

  const endOutput = (): void => {
    if (ended) return;
    ended = true;
    stream.push(null);
    stderr.push(null);
  };

  const finish = (): void => {
    if (closedThere) return;
    sendWhileOpen(() => outgoing.close(remote));
    closedThere = true;
    for (const answer of replies.splice(0)) answer(false);
    endOutput();
    void Promise.all([stream, stderr].map(read)).then(() => stream.emit('close', exit.status ?? null, exit.signal));
  };

  const receive = (message: Incoming): void => {
    if (message.is === 'more') {
      sendable += message.bytes;
      flush();
    } else if (message.is === 'data') {
      receivable -= message.data.length;
      if (message.from === 'other' || ended) return;
      const to = message.from === 'stdout' ? stream : stderr;
      if (to.push(message.data)) askForMore(to);
      else full.add(to);
    } else if (message.is === 'request') {
      exit = {...exit, ...exitIn(message.name, message.value)};
      // Such as sshd's check that this side lives (ClientAliveInterval).
      if (message.wantsReply) sendWhileOpen(() => outgoing.failure(remote));
    } else if (message.is === 'eof') endOutput();
    else if (message.is === 'close') finish();
    else replies.shift()?.(message.is === 'success');
  };

  return {
    stream,
    receive,
    request: (name, ...more) =>
      new Promise(resolve => {
        if (closedHere || closedThere) return resolve(false);
        replies.push(resolve);
        send(outgoing.request(remote, name, true, ...more));
      }),
    lost: () => {
      closedHere = true;
      // A server may send it while a child of the command still writes: that output is then missing.
      exit = {};
      finish();
    },
  };
};

/** Resolves when all of it was read, or it will not be read any more. */
const read = (stream: Readable): Promise<void> =>
  new Promise(resolve => {
    if (stream.readableEnded || stream.destroyed) return resolve();
    stream.once('end', resolve).once('error', () => resolve());
  });
