import {Failure} from '../../../src/core/failure.js';
import type {HostConfig} from '../../../src/core/model/config.js';
import type {HostName} from '../../../src/core/model/names.js';
import {limited} from '../../../src/io/transport/limit.js';
import type {Command, Transport} from '../../../src/io/transport/transport.js';

export const LATENCY_MS = 20;
/** Round trips of TCP, the handshake and the login. */
const ROUND_TRIPS = 5;
const SLOW_MS = 3000;
const CONNECT_TIMEOUT_MS = 10_000;

/** How a host of the fleet behaves. Lying: what it answers breaks off in the middle. */
export type Manner = 'slow' | 'dead' | 'lying';

const after = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** Connections to simulated hosts, and what they cost the operator's machine. */
export function wires(
  answer: (host: HostName, command: Command) => string,
  manners: ReadonlyMap<HostName, Manner>,
): {
  readonly connect: (host: HostConfig) => Promise<Transport>;
  readonly seen: {open: number; most: number; made: number; commands: number};
} {
  const seen = {open: 0, most: 0, made: 0, commands: 0};
  const connect = async ({name}: HostConfig): Promise<Transport> => {
    const manner = manners.get(name);
    seen.made += 1;
    seen.open += 1;
    seen.most = Math.max(seen.most, seen.open);
    if (manner === 'dead') {
      await after(CONNECT_TIMEOUT_MS);
      seen.open -= 1;
      throw new Failure('hosts/unreachable', `${name}: no answer`, {suggestions: [`ping ${name}`]});
    }
    await after(ROUND_TRIPS * LATENCY_MS);
    return limited({
      target: name,
      exec: async command => {
        seen.commands += 1;
        await after(manner === 'slow' ? SLOW_MS : LATENCY_MS);
        const text = answer(name, command);
        const stdout = manner === 'lying' ? text.slice(0, text.length / 2) : text;
        return {code: 0, stdout: Buffer.from(stdout.replaceAll('CLOCK', String(Date.now()))), stderr: ''};
      },
      forward: async () => {
        throw new Error('no stream was expected');
      },
      close: async () => {
        seen.open -= 1;
      },
    });
  };
  return {connect, seen};
}
