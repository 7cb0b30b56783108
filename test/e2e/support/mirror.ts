import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {begun, succeed} from './cli.js';
import {eventually} from './cluster.js';

/** `quorate bundle serve` over the bundle of this machine, for the hosts of a lab, and the lock file of what it has. */
export interface Mirror {
  /** What a configuration has under spec, to download from it. */
  readonly settings: string;
  /** One line for each request of a host so far: "GET /dl.k8s.io/…: 200, 84.4 MB, …". */
  readonly requests: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** @param gateway the address of this machine in the network of the lab. */
export async function startMirror(gateway: string, kubernetes: string): Promise<Mirror> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-mirror-'));
  const url = `http://${gateway}:8480`;
  const serving = begun(['bundle', 'serve', '--listen', `${gateway}:8480`]);
  let said = '';
  serving.stdout.on('data', chunk => (said += chunk));
  serving.stderr.on('data', chunk => (said += chunk));
  await eventually('the mirror answers', async () => ((await fetch(url)).status > 0 ? true : undefined), 60_000);
  const lock = join(folder, 'quorate.lock.json');
  await succeed(['bundle', 'fetch', '--kubernetes', kubernetes, '--from', url, '--lock', lock, '--output', folder]);
  return {
    settings: `  artifacts: {source: mirror, mirror: "${url}", lock: ${lock}}\n`,
    requests: () => said.split('\n').filter(line => /^(GET|HEAD) /.test(line) && !line.split(', ').includes(gateway)),
    close: async () => {
      serving.kill('SIGINT');
      await serving;
      await rm(folder, {recursive: true, force: true});
    },
  };
}

/** The text of a configuration with these settings. */
export const withSettings =
  (settings: string) =>
  (text: string): string =>
    text.replace(/^spec:\n/m, `spec:\n${settings}`);
