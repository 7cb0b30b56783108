import {NODE_BALANCER_URL} from '../core/cluster/desired.js';
import {Failure} from '../core/failure.js';
import type {Lab} from './hosts/index.js';
import {labTemplate} from './hosts/paths.js';
import {until} from './hosts/until.js';

export interface Gap {
  /** The longest time between two successes, in milliseconds. */
  readonly longestGapMs: number;
  /** When that ended, in milliseconds since the client began, and what it was told meanwhile. */
  readonly longestGapAtMs: number;
  readonly longestGapWhy: readonly string[];
}

export interface Written extends Gap {
  /** Names the API acknowledged. */
  readonly acknowledged: readonly string[];
}

export interface Writer {
  /** Comes back when the API has acknowledged that many more. @throws Failure lab/writer after two minutes. */
  acknowledges(more: number): Promise<void>;
  stop(): Promise<Written>;
}

/**
 * Writes a ConfigMap every 100 ms from a worker, through its own balancer if nothing else is said, as any client of the
 * cluster would, with the administrator's certificate of a control plane.
 */
export async function startWriter(
  lab: Lab,
  from: string,
  worker: string,
  label: string,
  url = NODE_BALANCER_URL,
): Promise<Writer> {
  const {execa} = await import('execa');
  const {code, stdout: admin, stderr} = await lab.exec(from, ['cat', '/etc/kubernetes/admin.conf']);
  if (code !== 0) throw new Failure('lab/writer', `${from}: reading the administrator's certificate: ${stderr.trim()}`);
  const field = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(admin)![1]!, 'base64').toString();
  const identity = {
    ca: field('certificate-authority-data'),
    cert: field('client-certificate-data'),
    key: field('client-key-data'),
  };

  // A program of this machine with the host's network: starting one in the host for each write takes a third of a core.
  const argv = [`--net=${await lab.network(worker)}`, '--', process.execPath, labTemplate('writer.js')];
  const client = execa('nsenter', argv, {buffer: false, reject: false});
  const acknowledged: {readonly name: string; readonly at: number}[] = [];
  const complaints: {readonly text: string; readonly at: number}[] = [];
  const listening = Promise.allSettled([
    client,
    eachLine(client.iterable({from: 'stdout'}), line => {
      const [name, at] = line.split(' ');
      acknowledged.push({name: name!, at: Number(at)});
    }),
    eachLine(client.iterable({from: 'stderr'}), text => void complaints.push({text, at: Date.now()})),
  ]);
  client.stdin.write(`${JSON.stringify({url, label, ...identity})}\n`);

  return {
    async acknowledges(more) {
      const wanted = acknowledged.length + more;
      const there = () => acknowledged.length >= wanted;
      await until(async () => there() || client.exitCode !== null, 120_000);
      if (there()) return;
      const why = client.exitCode === null ? 'not in 120 s' : `the client ended with ${client.exitCode}`;
      const what = `${worker}: waiting for ${more} more writes acknowledged at ${url}`;
      throw new Failure('lab/writer', `${what}: ${why}; what it said last: ${complaints.at(-1)?.text ?? 'nothing'}`);
    },
    async stop() {
      client.stdin.end();
      await listening;
      const times = acknowledged.map(({at}) => at);
      const gaps = times.slice(1).map((at, index) => ({ms: at - times[index]!, from: times[index]!, at}));
      const longest = gaps.toSorted((one, other) => other.ms - one.ms)[0];
      return {
        acknowledged: acknowledged.map(({name}) => name),
        longestGapMs: longest?.ms ?? 0,
        longestGapAtMs: longest === undefined ? 0 : longest.at - times[0]!,
        longestGapWhy: complaints
          .filter(({at}) => longest !== undefined && at >= longest.from && at <= longest.at)
          .map(({text}) => text),
      };
    },
  };
}

const eachLine = async (lines: AsyncIterable<string>, act: (line: string) => void): Promise<void> => {
  for await (const line of lines) act(line);
};
