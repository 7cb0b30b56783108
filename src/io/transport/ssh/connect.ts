import {randomInt} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import type {SshConnection} from './connection.js';
import type {ConnectContext} from './context.js';
import {handshake} from './handshake.js';
import type {Hop} from './hop.js';

/** Connects along the route. Connections to jump hosts are shared; the last one belongs to the caller. */
export const connectHop = async (route: readonly Hop[], context: ConnectContext): Promise<SshConnection> => {
  let via: SshConnection | undefined;
  let key = '';
  for (const hop of route.slice(0, -1)) {
    key += `>${hop.user}@${hop.address}:${hop.port}`;
    const before = via;
    via = await context.pool.jump(key, () => connectWithRetry(hop, before, key, context));
  }
  const last = route.at(-1);
  if (last === undefined) throw new Error('a route has at least one hop');
  return connectWithRetry(last, via, `${key}>${last.address}:${last.port}`, context);
};

/** A busy sshd drops connections before the handshake (MaxStartups): these are retried with increasing pauses. */
const TRIES = 6;
const FIRST_PAUSE_MS = 100;

const connectWithRetry = async (
  hop: Hop,
  via: SshConnection | undefined,
  server: string,
  context: ConnectContext,
): Promise<SshConnection> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await context.pool.handshake(server, () => handshake(hop, via, context));
    } catch (error) {
      if (!wasDropped(error) || attempt + 1 === TRIES) throw error;
      const longest = FIRST_PAUSE_MS * 2 ** attempt;
      await pause(randomInt(longest / 2, longest), undefined, context.signal ? {signal: context.signal} : {});
    }
  }
};

const wasDropped = (error: unknown): boolean => {
  const {cause} = error as {cause?: unknown};
  return cause instanceof Error && /Connection lost before handshake|ECONNRESET/.test(cause.message);
};
