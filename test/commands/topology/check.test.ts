import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import Explain from '../../../src/commands/explain.js';
import TopologyCheck from '../../../src/commands/topology/check.js';
import {pictureText} from '../../../src/core/picture/text.js';
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

describe('topology check --offline', () => {
  test('judges the configuration alone, the verdict first', async () => {
    const {stdout, ...rest} = await offline();
    expect(rest).toEqual({stderr: '', exit: 0});
    expect(
      stdout,
    ).toBe(`stacked is planned: 3 voters; survives the loss of any 1 host; the endpoint is that of cp1 alone
no finding

${drawing('stacked')}
`);
  });

  test('says what the loss of hosts does, taking those that are named as lost at once', async () => {
    const sentence = 'without cp1 and cp2: writes stop (1 of 3 voters left, quorum 2); no API server serves\n';
    expect((await offline('--lose', 'cp1', 'cp2')).stdout).toContain(sentence);
    expect((await offline('--lose', 'cp1', '--lose', 'cp2')).stdout).toContain(sentence);
    expect((await offline('--lose', 'cp1,cp2')).stdout).toContain(sentence);
  });

  test('says what the loss of a zone does', async () => {
    const {stdout} = await offline('--lose', 'zone=b');
    expect(stdout).toContain('without zone b (2 hosts): writes go on (2 of 3 voters left, quorum 2)');
  });

  test('finds the smallest losses that stop something', async () => {
    const {stdout} = await offline('--worst', '2');
    expect(stdout.split('\n').filter(line => /^without cp\d and cp\d: writes stop/.test(line))).toHaveLength(3);
  });

  test('does not know a host or a zone that is not there, and says which it has', async () => {
    const host = await offline('--lose', 'cp9');
    expect([host.stdout, host.exit]).toEqual(['', 2]);
    expect(host.stderr).toContain('the configuration has no host cp9');
    const zone = await offline('--lose', 'zone=x');
    expect([zone.stdout, zone.exit]).toEqual(['', 2]);
    expect(zone.stderr).toContain('the configuration has no zone x');
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
      apiVersion: 'quorate/v1alpha1',
      kind: 'Diagnosis',
      cluster: 'stacked',
      findings: [],
      losses: [{hosts: ['cp1'], writes: true, endpoint: false}],
    });
  });
});

test('what is watched is drawn on a terminal and nowhere else', async () => {
  const {stderr, exit} = await run(() => TopologyCheck.run(['-c', STACKED, '--watch', '--output', 'html'], {root}));
  expect([stderr, exit]).toEqual([expect.stringContaining('it has no output html'), 2]);
});

test('hosts that cannot be reached are findings, as is a bundle that is not there, and quorum is not called lost', async () => {
  const path = join(folder, 'cluster.yaml');
  await writeFile(path, UNREACHABLE.replace('BUNDLE', join(folder, 'no-bundle')));
  const {stdout, exit} = await run(() => TopologyCheck.run(['-c', path, '--json'], {root}));
  const said = JSON.parse(stdout) as {verdict: {quorate: string}; findings: {code: string; host?: string}[]};
  expect(said.verdict.quorate).toBe('unknown');
  expect(said.findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual([
    'etcd/unreadable',
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
  test('says what a code means and what mends it', async () => {
    const {stdout, exit} = await run(() => Explain.run(['etcd/quorum-lost'], {root}));
    expect(stdout).toMatch(/^etcd\/quorum-lost/);
    expect(stdout).toContain('systemctl start etcd.service');
    expect(exit).toBe(0);
  });

  test('names the code that was meant', async () => {
    const {stdout, stderr, exit} = await run(() => Explain.run(['etcd/quorum-lots'], {root}));
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toContain('quorate explain etcd/quorum-lost');
  });
});
