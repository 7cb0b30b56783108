import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import Explain from '../../../src/commands/explain.js';
import TopologyCheck from '../../../src/commands/topology/check.js';
import {pictureText} from '../../../src/core/drawing/text.js';
import {plannedExample} from '../../support/pictured.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const STACKED = join(root, 'docs/examples/stacked.yaml');

// The command loads it when it is needed; the first test is not to be the one that pays for that.
beforeAll(() => import('../../../src/workflows/check.js'), 60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-check-'));
  vi.stubEnv('XDG_STATE_HOME', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, {recursive: true});
});

/** What a shell would see. */
async function run(command: () => Promise<unknown>) {
  process.exitCode = undefined;
  const {stdout, stderr, error} = await captureOutput(command);
  const exit = error ? (error as {oclif?: {exit?: number}}).oclif?.exit : (process.exitCode ?? 0);
  process.exitCode = undefined;
  return {stdout, stderr, exit};
}

const drawing = (example: string) => pictureText(plannedExample(example).layout, {columns: 0, colour: false});

const offline = (...argv: string[]) => run(() => TopologyCheck.run(['-c', STACKED, '--offline', ...argv], {root}));

const losses = async (...argv: string[]) =>
  (JSON.parse((await offline(...argv, '--json')).stdout) as {losses: {hosts: string[]; writes: boolean}[]}).losses;

describe('topology check --offline', () => {
  test('prints the verdict first and the drawing of the configuration last', async () => {
    const {stdout, ...rest} = await offline();
    expect(rest).toEqual({stderr: '', exit: 0});
    expect(stdout.split('\n')[0]).toMatch(/^stacked is planned: 3 voters;/);
    expect(stdout.endsWith(`\n\n${drawing('stacked')}\n`)).toBe(true);
  });

  test.each([[['--lose', 'cp1', 'cp2']], [['--lose', 'cp1', '--lose', 'cp2']], [['--lose', 'cp1,cp2']]])(
    'simulates the loss of all named hosts at once with %j',
    async argv => {
      expect(await losses(...argv)).toMatchObject([{hosts: ['cp1', 'cp2'], writes: false, endpoint: false}]);
    },
  );

  test('simulates the loss of a zone', async () => {
    expect(await losses('--lose', 'zone=b')).toMatchObject([
      {hosts: [expect.any(String), expect.any(String)], writes: true},
    ]);
  });

  test('finds the smallest losses that stop writes, the API or a workload', async () => {
    const found = await losses('--worst', '2');
    expect(found.filter(({hosts, writes}) => !writes && hosts.length === 2)).toHaveLength(3);
  });

  test.each([
    ['host', 'cp9', 'usage/unknown-host'],
    ['zone', 'zone=x', 'usage/unknown-zone'],
  ])('refuses a %s that the configuration lacks', async (_, lost, code) => {
    const {stdout, exit} = await offline('--lose', lost, '--json');
    expect([JSON.parse(stdout).error.code, exit]).toEqual([code, 2]);
  });

  test.each([
    ['text', '<@> is planned', '○ planned'],
    ['mermaid', 'flowchart TB', 'classDef planned'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg"', '</svg>'],
    ['html', '<!doctype html>', '</html>'],
  ])('draws %s', async (output, first, last) => {
    const {stdout, exit} = await offline('--output', output);
    expect(stdout.startsWith(first.replace('<@>', 'stacked'))).toBe(true);
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(last);
    expect(exit).toBe(0);
  });

  test('prints the same JSON by --json and --output json', async () => {
    const json = await offline('--lose', 'cp1', '--json');
    const output = await offline('--lose', 'cp1', '--output', 'json');
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(output.stdout));
    expect(JSON.parse(json.stdout)).toMatchObject({
      apiVersion: 'quorate/v1alpha2',
      kind: 'Diagnosis',
      cluster: 'stacked',
      findings: [],
      losses: [{hosts: ['cp1'], writes: true, endpoint: false}],
    });
  });
});

test('--watch with an output other than text is a usage error that names both commands', async () => {
  const {stderr, exit} = await run(() => TopologyCheck.run(['-c', STACKED, '--watch', '--output', 'html'], {root}));
  expect(exit).toBe(2);
  expect(stderr).toContain('  - quorate topology check --output html\n  - quorate topology check --watch\n');
});

test('unreachable hosts and a missing bundle are findings, and quorum is unknown, not lost', async () => {
  const path = join(folder, 'cluster.yaml');
  await writeFile(path, UNREACHABLE.replace('BUNDLE', join(folder, 'no-bundle')));
  const {stdout, exit} = await run(() => TopologyCheck.run(['-c', path, '--json'], {root}));
  const said = JSON.parse(stdout) as {verdict: {quorate: string}; findings: {code: string; host?: string}[]};
  expect(said.verdict.quorate).toBe('unknown');
  expect(said.findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual([
    'hosts/unreachable cp1',
    'hosts/unreachable cp2',
    'hosts/unreachable cp3',
    'drift/no-bundle',
  ]);
  expect(exit).toBe(1);
});

/** Every host is behind a jump host that refuses. */
const UNREACHABLE = `apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: nowhere}
spec:
  kubernetesVersion: "1.36.3"
  artifacts: {bundle: BUNDLE}
  ssh: {useConfig: false, jumpHosts: ["root@127.0.0.1:1"]}
  hosts:
    - {name: cp1, address: 192.0.2.11, roles: [control-plane]}
    - {name: cp2, address: 192.0.2.12, roles: [control-plane]}
    - {name: cp3, address: 192.0.2.13, roles: [control-plane]}
`;

describe('explain', () => {
  test('prints the explanation and the remedy of a code', async () => {
    const {stdout, exit} = await run(() => Explain.run(['etcd/quorum-lost'], {root}));
    expect(stdout).toMatch(/^etcd\/quorum-lost/);
    expect(stdout).toContain('systemctl start etcd.service');
    expect(exit).toBe(0);
  });

  test('suggests a known code for a misspelled one', async () => {
    const {stdout, stderr, exit} = await run(() => Explain.run(['etcd/quorum-lots'], {root}));
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toContain('quorate explain etcd/quorum-lost');
  });
});
