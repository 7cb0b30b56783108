import {readFile} from 'node:fs/promises';
import {NODE_BALANCER_URL} from '../core/cluster/desired.js';
import {Failure} from '../core/failure.js';
import type {Lab} from './hosts/index.js';
import {labTemplate} from './hosts/paths.js';

export interface Written {
  /** Names the API acknowledged. */
  readonly acknowledged: readonly string[];
  /** The longest time between two acknowledgements, in milliseconds. */
  readonly longestGapMs: number;
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
  const run = async (host: string, argv: readonly string[], stdin?: string): Promise<string> => {
    const {code, stdout, stderr} = await lab.exec(host, argv, stdin === undefined ? {} : {stdin});
    if (code !== 0) throw new Failure('lab/writer', `${host}: ${argv.join(' ')}: ${stderr.trim()}`);
    return stdout;
  };
  const admin = await run(from, ['cat', '/etc/kubernetes/admin.conf']);
  const field = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(admin)![1]!, 'base64').toString();
  const folder = `/run/writer-${label}`;
  const unit = `writer-${label}`;
  const put = (name: string, content: string) =>
    run(worker, ['sh', '-c', `mkdir -p ${folder} && cat > ${folder}/${name}`], content);
  await put('crt', field('client-certificate-data'));
  await put('key', field('client-key-data'));
  await put('script', await readFile(labTemplate('writer.sh'), 'utf8'));
  const words = ['sh', `${folder}/script`, folder, label, url];
  await run(worker, ['systemd-run', '--quiet', `--unit=${unit}`, ...words]);
  return {
    async acknowledges(more) {
      const counting = `count() { cat ${folder}/acknowledged 2>/dev/null | wc -l; }`;
      const waiting = `wanted=$(($(count) + ${more})); until [ $(count) -ge $wanted ]; do sleep 0.1; done`;
      const {code, stderr} = await lab.exec(worker, ['timeout', '120', 'sh', '-c', `${counting}; ${waiting}`]);
      if (code === 0) return;
      const why = code === 124 ? 'not in 120 s' : stderr.trim();
      throw new Failure('lab/writer', `${worker}: waiting for ${more} more writes acknowledged at ${url}: ${why}`);
    },
    async stop() {
      await run(worker, ['systemctl', 'stop', unit]);
      const lines = (await run(worker, ['cat', `${folder}/acknowledged`])).trim().split('\n');
      const times = lines.map(line => Number(line.split(' ')[1]));
      const gaps = times.slice(1).map((time, index) => time - times[index]!);
      return {acknowledged: lines.map(line => line.split(' ')[0]!), longestGapMs: Math.max(0, ...gaps)};
    },
  };
}
