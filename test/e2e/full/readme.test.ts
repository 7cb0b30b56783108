import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {begun, ROOT} from '../support/cli.js';
import {eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {type Installed, installedQuorate} from '../support/installed.js';
import {freshHosts} from '../support/labs.js';

/** What README says of machines of one's own, with the addresses of a lab and of a mirror in this room. */
const NETWORK = '10.88.25';
const MIRROR = `http://${NETWORK}.1:8480`;
const replaced = (text: string): string =>
  text.replaceAll('192.0.2', NETWORK).replaceAll('https://files.example.com/k8s', MIRROR);

let cluster: LabCluster;
let tool: Installed;
let serving: ReturnType<typeof begun>;
let section: string;

beforeAll(async () => {
  tool = await installedQuorate();
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  section = readme.slice(readme.indexOf('## Use it on your own machines'), readme.indexOf('## Quickstart'));
  const [, yaml] = /```yaml\n(.*?)```/s.exec(section)!;
  const file = join(tool.folder, 'cluster.yaml');
  await writeFile(file, replaced(yaml!));
  cluster = await labCluster(file);
  await freshHosts(cluster);
  // The key and the host keys that ssh of the user knows.
  await mkdir(join(tool.home, '.ssh'), {mode: 0o700});
  await copyFile(cluster.lab.paths.keyFile, join(tool.home, '.ssh/id_ed25519'));
  await copyFile(cluster.lab.paths.knownHosts, join(tool.home, '.ssh/known_hosts'));
  serving = begun(['bundle', 'serve', '--listen', `${NETWORK}.1:8480`]);
  await eventually('the mirror answers', async () => ((await fetch(MIRROR)).status > 0 ? true : undefined), 60_000);
}, 3_600_000);

afterAll(async () => {
  serving?.kill('SIGINT');
  await serving;
  await cluster?.lab.down();
  await tool?.remove();
});

/** The commands of a part of the section, without their comments. */
const commands = (first: string, last: string): readonly string[] =>
  section
    .slice(section.indexOf(first), section.indexOf(last))
    .split('\n')
    .filter(line => /^ {4}quorate /.test(line))
    .map(line => replaced(line.trim().replace(/\s+#.*$/, '')));

test('the commands of README, word for word, make the lock file and build a cluster from a mirror', async () => {
  const words = [
    ...commands('Make the lock file', 'Build the cluster'),
    ...commands('Build the cluster', 'Or build it'),
  ];
  expect(words).toHaveLength(5);
  for (const line of words) expect({line, ...(await tool.shell(line))}).toMatchObject({line, code: 0});
});

test('the commands of README that check a cluster find nothing', async () => {
  for (const line of commands('Check it', 'Change it').filter(each => !each.includes('CODE')))
    expect({line, ...(await tool.shell(line))}).toMatchObject({line, code: 0});
});
