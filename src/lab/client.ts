import {Failure} from '../core/failure.js';
import type {Lab} from './hosts/index.js';
import {labTemplate} from './hosts/paths.js';
import {until} from './hosts/watches.js';
import type {Identity} from './identity.js';

/** What a client does every 100 ms, under names that begin with its label. */
export interface Asking {
  /** Makes a ConfigMap, puts a key `/test/NAME` into etcd, or reads a namespace. */
  readonly kind: 'config maps' | 'keys' | 'reads';
  /** It goes from one to the next when one fails. */
  readonly urls: readonly string[];
  readonly label: string;
  readonly identity: Identity;
}

/** A time between two successes. */
export interface Gap {
  readonly ms: number;
  /** When it ended, in milliseconds since the first success. */
  readonly afterMs: number;
  /** What the client was told meanwhile. */
  readonly why: readonly string[];
}

export interface Asked {
  /** The names of what succeeded. */
  readonly acknowledged: readonly string[];
  /** The longest first. */
  readonly gaps: readonly Gap[];
  /** 0 when there was none. */
  readonly longestGapMs: number;
}

export interface Client {
  /** Comes back when that many more were acknowledged. @throws Failure lab/client after two minutes. */
  acknowledges(more: number): Promise<void>;
  stop(): Promise<Asked>;
}

/** Does the same again and again as a client on a host would. */
export async function startClient(lab: Lab, host: string, {identity, ...asking}: Asking): Promise<Client> {
  const {execa} = await import('execa');
  // A program of this machine with the host's network: starting one in the host each time takes a third of a core. It
  // has a session of its own, for Linux to give it its share of the processor beside the hosts and what calls it.
  const argv = [`--net=${await lab.network(host)}`, '--', process.execPath, labTemplate('client.js')];
  const client = execa('nsenter', argv, {buffer: false, reject: false, detached: true});
  const acknowledged: {readonly name: string; readonly at: number}[] = [];
  const issues: ConfigIssue[] = [];
  const listening = Promise.allSettled([
    client,
    eachLine(client.iterable({from: 'stdout'}), line => {
      const [name, at] = line.split(' ');
      acknowledged.push({name: name!, at: Number(at)});
    }),
    eachLine(client.iterable({from: 'stderr'}), text => void issues.push({text, at: Date.now()})),
  ]);
  client.stdin.write(`${JSON.stringify({...asking, ...identity})}\n`);

  return {
    async acknowledges(more) {
      const wanted = acknowledged.length + more;
      const there = () => acknowledged.length >= wanted;
      await until(async () => there() || client.exitCode !== null, 120_000);
      if (there()) return;
      const why = client.exitCode === null ? 'not in 120 s' : `the client ended with ${client.exitCode}`;
      const what = `${host}: waiting for ${more} more ${asking.kind} acknowledged at ${asking.urls.join(', ')}`;
      throw new Failure('lab/client', `${what}: ${why}; what it said last: ${issues.at(-1)?.text ?? 'nothing'}`);
    },
    async stop() {
      client.stdin.end();
      await listening;
      const gaps = gapsOf(
        acknowledged.map(({at}) => at),
        issues,
      );
      return {acknowledged: acknowledged.map(({name}) => name), gaps, longestGapMs: gaps[0]?.ms ?? 0};
    },
  };
}

interface ConfigIssue {
  readonly text: string;
  /** In milliseconds since 1970, as the times of successes are. */
  readonly at: number;
}

/** @param times of the successes, in their order. */
export const gapsOf = (times: readonly number[], issues: readonly ConfigIssue[]): readonly Gap[] =>
  times
    .slice(1)
    .map((at, index) => {
      const from = times[index]!;
      const meanwhile = issues.filter(issue => issue.at >= from && issue.at <= at);
      return {ms: at - from, afterMs: at - times[0]!, why: meanwhile.map(({text}) => text)};
    })
    .sort((one, other) => other.ms - one.ms);

const eachLine = async (lines: AsyncIterable<string>, act: (line: string) => void): Promise<void> => {
  for await (const line of lines) act(line);
};
