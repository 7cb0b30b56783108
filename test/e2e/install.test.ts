import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ROOT} from './support/cli.js';
import {type Installed, installedQuorate} from './support/installed.js';

let tool: Installed;
beforeAll(async () => {
  tool = await installedQuorate();
});
afterAll(() => tool?.remove());

test('the package installs into an empty prefix without a compiler, and the command starts', async () => {
  const {code, stdout} = await tool.quorate('--version');
  expect({code, stdout}).toEqual({code: 0, stdout: expect.stringMatching(/^quorate\/\d+\.\d+\.\d+ /)});
});

test('every command of the source has its help in the installed package', async () => {
  const commands = await readdir(join(ROOT, 'src/commands'), {recursive: true});
  const names = commands
    .filter(name => name.endsWith('.ts') && !name.startsWith('base'))
    .map(name => name.slice(0, -3));
  expect(names.length).toBeGreaterThan(25);
  const manifest = JSON.parse((await execa('cat', [join(tool.root, 'oclif.manifest.json')])).stdout) as {
    commands: Record<string, unknown>;
  };
  expect(Object.keys(manifest.commands)).toEqual(
    expect.arrayContaining(names.map(name => name.replaceAll('/', ':').replace(/:index$/, ''))),
  );
});

test('the installed package explains a code', async () => {
  const {code, stdout} = await tool.quorate('explain', 'artifacts/no-bundle');
  expect(code).toBe(0);
  expect(stdout).toContain('artifacts/no-bundle');
});

test('the installed package has every template and page of the repository', async () => {
  for (const part of ['templates', 'docs']) {
    const [here, there] = await Promise.all(
      [ROOT, tool.root].map(async root => (await readdir(join(root, part), {recursive: true})).toSorted()),
    );
    expect(there).toEqual(here);
  }
});

test('a packaged example is a valid configuration', async () => {
  const {code} = await tool.quorate('config', 'validate', '-c', join(tool.root, 'docs/examples/stacked.yaml'));
  expect(code).toBe(0);
});

test('without a bundle the installed command says so, with its code', async () => {
  const {code, stdout} = await tool.quorate('bundle', 'list', '--json');
  expect(code).not.toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({error: {code: 'artifacts/no-bundle'}});
});
