import {Failure} from '../core/failure.js';
import type {Lab} from './hosts/index.js';
import {labTemplate} from './hosts/paths.js';
import {until} from './hosts/watches.js';
import type {Identity} from './identity.js';

/** The requests of a client, one every 100 ms, with names that start with its label. */
export interface Asking {
  /** Creates a ConfigMap, puts a key `/test/NAME` into etcd, or reads a namespace. */
  readonly kind: 'config maps' | 'keys' | 'reads';
  /** After a failure it uses the next one. */
  readonly urls: readonly string[];
  readonly label: string;
  readonly identity: Identity;
}

/** The time between two successes. */
export interface Gap {
  readonly ms: number;
  /** When it ended, in milliseconds since the first success. */
  readonly afterMs: number;
  /** The errors that the client received in between. */
  readonly why: readonly string[];
}

export interface Asked {
  /** The names of the successful requests. */
  readonly acknowledged: readonly string[];
  /** The longest first. */
  readonly gaps: readonly Gap[];
  /** 0 when there was none. */
  readonly longestGapMs: number;
}

export interface Client {
  /** Resolves when that many more were acknowledged. @throws Failure lab/client after two minutes. */
  acknowledges(more: number): Promise<void>;
  stop(): Promise<Asked>;
}

/** Starts a client that repeats its request as a client on a host would. */
export async function startClient(lab: Lab, host: string, {identity, ...asking}: Asking): Promise<Client> {
  const {execa} = await import('execa');
  // A program of this machine in the network namespace of the host: starting one in the host for each request takes a
  // third of a core. In a session of its own, Linux gives it a fair share of the processor.
  const argv = [`--net=${await lab.network(host)}`, '--', process.execPath, labTemplate('client.js')];
  const client = execa('nsenter', argv, {buffer: false, reject: false, detached: true});
  const acknowledged: {readonly name: string; readonly at: number}[] = [];
  const errors: RequestError[] = [];
  const listening = Promise.allSettled([
    client,
    eachLine(client.iterable({from: 'stdout'}), line => {
      const [name, at] = line.split(' ');
      acknowledged.push({name: name!, at: Number(at)});
    }),
    eachLine(client.iterable({from: 'stderr'}), text => void errors.push({text, at: Date.now()})),
  ]);
  client.stdin.write(`${JSON.stringify({...asking, ...identity})}\n`);

  return {
    async acknowledges(more) {
      const wanted = acknowledged.length + more;
      const enough = () => acknowledged.length >= wanted;
      await until(async () => enough() || client.exitCode !== null, 120_000);
      if (enough()) return;
      const why = client.exitCode === null ? 'timed out after 120 s' : `the client exited with ${client.exitCode}`;
      const what = `${host}: waiting for ${more} more ${asking.kind} acknowledged at ${asking.urls.join(', ')}`;
      throw new Failure('lab/client', `${what}: ${why}; last error: ${errors.at(-1)?.text ?? 'none'}`, {
        suggestions: ['see what is wrong with the cluster: quorate topology check'],
      });
    },
    async stop() {
      client.stdin.end();
      await listening;
      const gaps = gapsOf(
        acknowledged.map(({at}) => at),
        errors,
      );
      return {acknowledged: acknowledged.map(({name}) => name), gaps, longestGapMs: gaps[0]?.ms ?? 0};
    },
  };
}

interface RequestError {
  readonly text: string;
  /** In milliseconds since 1970, as the times of successes are. */
  readonly at: number;
}

/** @param times of the successes, in their order. */
export const gapsOf = (times: readonly number[], errors: readonly RequestError[]): readonly Gap[] =>
  times
    .slice(1)
    .map((at, index) => {
      const from = times[index]!;
      const between = errors.filter(error => error.at >= from && error.at <= at);
      return {ms: at - from, afterMs: at - times[0]!, why: between.map(({text}) => text)};
    })
    .sort((one, other) => other.ms - one.ms);

const eachLine = async (lines: AsyncIterable<string>, act: (line: string) => void): Promise<void> => {
  for await (const line of lines) act(line);
};
