import {readdir, readFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {identityGoesByItsQuery} from './support/architecture/identity-query.js';
import * as rules from './support/architecture/rules.js';
import {codeOf, importsOf, type Source} from './support/architecture/source.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const sourcesIn = async (folder: string): Promise<readonly Source[]> => {
  const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true});
  const files = entries.filter(entry => entry.isFile() && entry.name.endsWith('.ts'));
  return Promise.all(
    files.map(async entry => {
      const file = join(entry.parentPath, entry.name);
      return {path: relative(root, file), text: await readFile(file, 'utf8')};
    }),
  );
};

const [src, tests] = await Promise.all([sourcesIn('src'), sourcesIn('test')]);

describe('the source', () => {
  test('has files to look at', () => {
    expect(src.length).toBeGreaterThan(20);
    expect(tests.length).toBeGreaterThan(5);
  });

  test.each([
    ['left imports right, never back', rules.leftImportsRight],
    ['the parts of core have an order', rules.coreHasAnOrder],
    ['one library, one folder', rules.oneLibraryOneFolder],
    ['files, sockets and processes are for io and the lab', rules.filesAreOfIo],
    ['core does not wait, touch the outside, read the clock or throw dice', rules.coreIsPure],
    ['every command on a host has a time limit', rules.commandsHaveLimits],
    ['topology is decided in desire() and asked about nowhere below it', rules.topologyIsDecidedOnce],
    ['what is printed is made printable in one place', rules.outputIsPrintable],
    ['files are of one thought', rules.filesAreOfOneThought],
    ['the identity of hosts is judged by facts that show it', identityGoesByItsQuery],
  ])('%s', (_title, rule) => {
    expect(src.flatMap(rule)).toEqual([]);
  });

  test('no table is asked for what every object inherits', () => {
    expect(rules.tablesAnswerForThemselves(src)).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    expect(rules.circles(src)).toEqual([]);
  });

  test('tests mock no module, and none is left out', () => {
    expect(tests.flatMap(rules.testsAreWhole)).toEqual([]);
  });
});

const offences = (rule: rules.Rule, path: string, text: string): number => rule({path, text}).length;

describe('the rules', () => {
  test('find a judgement of identity by other facts', () => {
    const judging = "import {identityProblems} from '../core/identity/judge.js';\n";
    expect(identityGoesByItsQuery({path: 'src/workflows/x.ts', text: `${judging}EMPTY_QUERY`})).toHaveLength(1);
    expect(identityGoesByItsQuery({path: 'src/workflows/x.ts', text: `${judging}IDENTITY_QUERY`})).toEqual([]);
    expect(identityGoesByItsQuery({path: 'src/workflows/x.ts', text: 'EMPTY_QUERY'})).toEqual([]);
  });

  test.each([
    ['src/core/plan/plan.ts', "import {x} from '../../io/clock.js';"],
    ['src/core/plan/plan.ts', "import type {ClusterClient} from '../../ports/cluster.js';"],
    ['src/ports/host.ts', "import type {RunContext} from '../run/context.js';"],
    ['src/run/poll.ts', "import {systemClock} from '../io/clock.js';"],
    ['src/run/poll.ts', "import type {Transport} from '../io/transport/transport.js';"],
    ['src/io/kube/api.ts', "import {x} from '../../run/poll.js';"],
    ['src/io/kube/api.ts', "import type {Event} from '../../run/report/event.js';"],
    ['src/workflows/init.ts', "import {BaseCommand} from '../commands/base.js';"],
    ['src/workflows/init.ts', "import {lab} from '../lab/hosts/index.js';"],
    ['src/commands/init.ts', "import {lab} from '../lab/hosts/index.js';"],
    ['src/commands/init.ts', "const lab = await import('../lab/hosts/index.js');"],
    ['src/lab/hosts/up.ts', "import {x} from '../../workflows/init.js';"],
    ['src/io/x.ts', "export {x} from '../run/poll.js';"],
    ['src/io/x.ts', "import '../run/poll.js';"],
    ['src/io/x.ts', "import {\n  a,\n  b,\n} from '../run/poll.js';"],
  ])('find that %s has %s', (path, text) => {
    expect(offences(rules.leftImportsRight, path, text)).toBe(1);
  });

  test.each([
    ['src/commands/init.ts', "import {x} from '../core/failure.js';"],
    ['src/io/kube/api.ts', "import type {KubeClient} from '../../ports/kube.js';"],
    ['src/run/poll.ts', "import type {Clock} from '../ports/clock.js';"],
    ['src/commands/lab/up.ts', "import {lab} from '../../lab/hosts/index.js';"],
    ['src/commands/quickstart.ts', "import {lab} from '../lab/hosts/index.js';"],
    ['src/lab/hosts/up.ts', "import {x} from '../../io/local/config-file.js';"],
    ['src/io/x.ts', "// await import('../run/poll.js')"],
  ])('allow %s to have %s', (path, text) => {
    expect(offences(rules.leftImportsRight, path, text)).toBe(0);
  });

  test('hold the order within core, types included', () => {
    const plan = 'src/core/plan/plan.ts';
    const cluster = 'src/core/model/desired.ts';
    expect(offences(rules.coreHasAnOrder, plan, "import {renderHost} from '../render/host.js';")).toBe(0);
    expect(offences(rules.coreHasAnOrder, cluster, "import {planCluster} from '../plan/plan.js';")).toBe(1);
    expect(offences(rules.coreHasAnOrder, cluster, "import {parseConfig} from '../config/parse.js';")).toBe(1);
    expect(offences(rules.coreHasAnOrder, cluster, "import type {Plan} from '../plan/action.js';")).toBe(1);
    expect(offences(rules.coreHasAnOrder, 'src/core/fresh/x.ts', "import {x} from '../model/fact.js';")).toBe(1);
  });

  test('keep files, sockets and processes in io and the lab', () => {
    expect(offences(rules.filesAreOfIo, 'src/commands/x.ts', "import {rename} from 'node:fs/promises';")).toBe(1);
    expect(offences(rules.filesAreOfIo, 'src/workflows/x.ts', "import {spawn} from 'node:child_process';")).toBe(1);
    expect(offences(rules.filesAreOfIo, 'src/io/local/x.ts', "import {rename} from 'node:fs/promises';")).toBe(0);
    expect(offences(rules.filesAreOfIo, 'src/commands/x.ts', "import {join} from 'node:path';")).toBe(0);
  });

  test('demand a time limit of every command on a host', () => {
    const any = "import type {Transport} from '../transport/transport.js';";
    const endless = '{timeoutMs: NO_LIMIT}';
    expect(offences(rules.commandsHaveLimits, 'src/io/etcd/x.ts', any)).toBe(1);
    expect(offences(rules.commandsHaveLimits, 'src/io/etcd/x.ts', any.replace('{Tr', '{HostTr'))).toBe(0);
    expect(offences(rules.commandsHaveLimits, 'src/io/transport/x.ts', any)).toBe(0);
    expect(offences(rules.commandsHaveLimits, 'src/io/etcd/x.ts', endless)).toBe(1);
    expect(offences(rules.commandsHaveLimits, 'src/io/lock/x.ts', `{endless: true, ...${endless}}`)).toBe(0);
  });

  test('find output that is not made printable', () => {
    expect(offences(rules.outputIsPrintable, 'src/commands/x.ts', 'process.stdout.write(text);')).toBe(1);
    expect(offences(rules.outputIsPrintable, 'src/commands/x.ts', 'this.logPainted(text);')).toBe(1);
    expect(offences(rules.outputIsPrintable, 'src/run/report/x.ts', 'write(JSON.stringify(x));')).toBe(1);
    expect(offences(rules.outputIsPrintable, 'src/commands/x.ts', 'this.log(text);')).toBe(0);
  });

  test('find a table that is asked for a text without own()', () => {
    const table = 'const NAMES: Readonly<Record<string, string>> = {};\n';
    const found = (...texts: readonly string[]) =>
      rules.tablesAnswerForThemselves(texts.map(text => ({path: 'src/core/x.ts', text}))).length;
    expect(found(`${table}f(NAMES[key]);`)).toBe(1);
    expect(found(`export ${table}`, 'f(NAMES[key]);')).toBe(1);
    expect(found(`${table}f(own(NAMES, key));`)).toBe(0);
    expect(found(table, 'f(NAMES[key]);')).toBe(0);
  });

  test('keep each library in its folder, lazily imported or not', () => {
    expect(offences(rules.oneLibraryOneFolder, 'src/run/x.ts', "const {execa} = await import('execa');")).toBe(1);
    expect(offences(rules.oneLibraryOneFolder, 'src/io/kube/x.ts', "import type {Client} from 'ssh2';")).toBe(1);
    expect(offences(rules.oneLibraryOneFolder, 'src/io/transport/x.ts', "import ssh2 from 'ssh2';")).toBe(0);
    expect(offences(rules.oneLibraryOneFolder, 'src/core/plan/x.ts', "import {parse} from 'yaml/util';")).toBe(1);
    expect(offences(rules.oneLibraryOneFolder, 'src/run/x.ts', "import {Command} from '@oclif/core/command';")).toBe(1);
  });

  test.each([
    'const x = await y;',
    'export const f = async () => {};',
    'const now = Date.now();',
    'const now = new Date();',
    'const r = Math.random();',
    'const k = generateKeyPairSync("ec");',
    'const b = randomBytes(16);',
    'const e = process.env.HOME;',
    "import {readFile} from 'node:fs/promises';",
    "import {isIP} from 'node:net';",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    'const t = `${Date.now()} ms`;',
  ])('find that a file of core with `%s` is not pure', text => {
    expect(offences(rules.coreIsPure, 'src/core/x.ts', text)).toBe(1);
    expect(offences(rules.coreIsPure, 'src/io/x.ts', text)).toBe(0);
  });

  test.each([
    'const then = new Date(text);',
    '// await the leader, says Date.now()',
    '/* async */ const x = 1;',
    "const kind = 'etcd/await-leader';",
    "const quote = /'/; const text = 'await';",
    "import {createHash} from 'node:crypto';",
  ])('find that a file of core with `%s` is pure', text => {
    expect(offences(rules.coreIsPure, 'src/core/x.ts', text)).toBe(0);
  });

  test.each([
    "if (config.topology === 'x') return;",
    'const {topology} = config;',
    "const members = kind === 'stacked' ? own : all;",
    'const where = "external";',
  ])('find that a file below desire() with `%s` asks about the topology', text => {
    expect(offences(rules.topologyIsDecidedOnce, 'src/core/plan/x.ts', text)).toBe(1);
    expect(offences(rules.topologyIsDecidedOnce, 'src/core/desire.ts', text)).toBe(0);
    expect(offences(rules.topologyIsDecidedOnce, 'src/core/config/checks/x.ts', text)).toBe(0);
  });

  test.each([
    "import {project} from '../topology/project.js';",
    "const label = 'topology.kubernetes.io/zone';",
    '// external or stacked: the topology is decided above',
    'const spread = {topologyKey: zone};',
  ])('find nothing of the kind in `%s`', text => {
    expect(offences(rules.topologyIsDecidedOnce, 'src/core/plan/x.ts', text)).toBe(0);
  });

  test('find a circle of imports, types included', () => {
    const a = {path: 'src/run/a.ts', text: "import {b} from './b.js';"};
    const b = {path: 'src/run/b.ts', text: "import {c} from './c.js';"};
    const c = {path: 'src/run/c.ts', text: "import type {A} from './a.js';"};
    expect(rules.circles([a, b, {...c, text: ''}])).toEqual([]);
    expect(rules.circles([a, b, c])).toEqual(['src/run/a.ts → src/run/b.ts → src/run/c.ts → src/run/a.ts']);
  });

  test('find long files and empty names', () => {
    expect(offences(rules.filesAreOfOneThought, 'src/run/x.ts', '\n'.repeat(250))).toBe(0);
    expect(offences(rules.filesAreOfOneThought, 'src/run/x.ts', '\n'.repeat(251))).toBe(1);
    for (const path of ['src/run/utils.ts', 'src/run/helper.ts', 'src/common/x.ts', 'src/core/misc.ts'])
      expect(offences(rules.filesAreOfOneThought, path, '')).toBe(1);
    expect(offences(rules.filesAreOfOneThought, 'src/run/commonwealth.ts', '')).toBe(0);
  });

  test('find mocked modules and tests left out or left alone', () => {
    for (const text of ["vi.mock('x')", "test.skip('x')", "describe.only('x')", 'it.todo("x")'])
      expect(offences(rules.testsAreWhole, 'test/x.test.ts', text)).toBe(1);
    expect(offences(rules.testsAreWhole, 'test/x.test.ts', "test('says vi.mock and test.skip')")).toBe(0);
  });

  test('see every import, and code apart from text', () => {
    const text =
      "import a, {b} from 'x';\nimport 'y';\nexport * from './z.js';\nawait import('w');\nimport type {T} from 't';";
    expect(importsOf({path: 'src/run/a.ts', text})).toEqual([
      {target: 'x', typeOnly: false},
      {target: 'y', typeOnly: false},
      {target: 'src/run/z.ts', typeOnly: false},
      {target: 't', typeOnly: true},
      {target: 'w', typeOnly: false},
    ]);
    expect(codeOf("const a = 'b'; // c\nd;")).toBe("const a = ' ';     \nd;");
  });
});
