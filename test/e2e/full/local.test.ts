import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo, readyNodes} from '../support/oracle.js';
import {installQuorate} from '../support/package.js';
import {variantsOfSingle, without} from '../support/variants.js';

const variants = variantsOfSingle('local', '10.88.8');
let cluster: LabCluster;
/** For another machine. On the host itself the configuration says `connection: local`. */
let file: string;
let quorate: readonly string[];

beforeAll(async () => {
  file = await variants.configuration(text => without('w1')(without('w2')(text)));
  cluster = await labCluster(file);
  await freshHosts(cluster);
  quorate = await installQuorate(cluster, 'cp1');
  const local = (await readFile(file, 'utf8')).replace('- name: cp1\n', '- name: cp1\n      connection: local\n');
  const {code} = await cluster.lab.exec('cp1', ['sh', '-c', 'cat >/root/cluster.yaml'], {stdin: local});
  expect(code).toBe(0);
}, 3_600_000);

afterAll(async () => {
  await cluster.lab.down();
  await variants.remove();
});

test('init runs on the control-plane host itself, and its node is Ready', async () => {
  await initOnHost();
  expect(await readyNodes(cluster)).toEqual(['cp1']);
});

test('init run again on the host finds no changes', async () => {
  const said = await initOnHost();
  expect(said).toContain('No changes: the cluster matches the configuration.');
  console.log(`on the host itself: ${said.trim().split('\n').at(-1)}`);
});

test('apply from another machine finds no changes', async () => {
  await nothingToDo(file);
});

/** The output of the command. @throws with the output if it failed. */
async function initOnHost(): Promise<string> {
  const {code, stdout, stderr} = await cluster.lab.exec('cp1', [...quorate, 'init', '-c', '/root/cluster.yaml']);
  if (code === 0) return stderr;
  throw new Error(`init on the host ended with ${code}\n${stdout}\n${stderr}`);
}
