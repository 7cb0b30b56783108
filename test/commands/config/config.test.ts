import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import ConfigSchema from '../../../src/commands/config/schema.js';
import ConfigValidate from '../../../src/commands/config/validate.js';
import {clusterYaml, hostYaml} from '../../core/config/support.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-config-'));
});
afterEach(() => rm(folder, {recursive: true}));

const validate = (argv: string[]) => ConfigValidate.run(argv, {root});
const schema = (argv: string[]) => ConfigSchema.run(argv, {root});

/** What a shell would see. */
async function run(command: (argv: string[]) => Promise<unknown>, ...argv: string[]) {
  process.exitCode = undefined;
  const {stdout, stderr, error} = await captureOutput(async () => command(argv));
  const exit = error ? (error as {oclif?: {exit?: number}}).oclif?.exit : (process.exitCode ?? 0);
  process.exitCode = undefined;
  return {stdout, stderr, exit};
}

async function file(text: string): Promise<string> {
  const path = join(folder, 'cluster.yaml');
  await writeFile(path, text);
  return path;
}

describe('config validate', () => {
  test('prints a summary of a valid file', async () => {
    const path = await file(clusterYaml());
    expect(await run(validate, '-c', path)).toEqual({
      stdout: `${path} is valid: cluster test, Kubernetes 1.36.3, stacked etcd, 1 host\n`,
      stderr: '',
      exit: 0,
    });
  });

  test('prints every problem on standard error and exits with 3', async () => {
    const path = await file(clusterYaml({spec: 'topolgy: stacked\nssh: {port: 0}'}));
    const {stdout, stderr, exit} = await run(validate, '-c', path);
    expect([stdout, exit]).toEqual(['', 3]);
    expect(stderr).toContain('did you mean "topology"?');
    expect(stderr).toContain(`${path}: 2 errors\n`);
  });

  test('prints warnings of a valid file and exits with 0', async () => {
    const hosts = hostYaml('a', '10.0.0.1', 'control-plane') + hostYaml('b', '10.0.0.2', 'control-plane');
    const {stdout, stderr, exit} = await run(validate, '-c', await file(clusterYaml({hosts})));
    expect(stderr).toContain('warning: spec.hosts: ');
    expect(stdout).toContain('is valid');
    expect(exit).toBe(0);
  });

  test('prints the problems as JSON, and nothing else, with --json', async () => {
    const path = await file(clusterYaml({spec: 'topolgy: stacked'}));
    const {stdout, stderr, exit} = await run(validate, '-c', path, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      file: path,
      valid: false,
      problems: [{code: 'config/unknown-key', line: 6, column: 3, path: 'spec.topolgy'}],
    });
    expect([stderr, exit]).toEqual(['', 3]);
  });

  test('exits with 3 without a file', async () => {
    const {stderr, exit} = await run(validate, '-c', join(folder, 'none.yaml'));
    expect([stderr, exit]).toEqual([expect.stringContaining('none.yaml'), 3]);
  });
});

describe('config schema', () => {
  test('prints the file in docs/reference', async () => {
    const kept = await readFile(join(root, 'docs/reference/cluster.schema.json'), 'utf8');
    expect((await run(schema)).stdout).toBe(kept);
    expect(JSON.parse((await run(schema, '--json')).stdout)).toEqual(JSON.parse(kept));
  });

  test('prints the reference page', async () => {
    const page = await readFile(join(root, 'docs/reference/config.md'), 'utf8');
    expect((await run(schema, '--markdown')).stdout).toBe(page);
  });
});
