import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {pictureText} from '../../src/core/drawing/text.js';
import {project} from '../../src/core/quorum/project.js';
import {IN_SYNC_ENTRIES, quorum, tolerance} from '../../src/core/quorum/quorum.js';
import {type Target, urlOf} from '../core/quorum/every-case.js';
import {membership, type Shape} from '../core/quorum/memberships.js';
import {plannedExample, running} from '../support/pictured.js';
import {commandLines} from './command-lines.js';
import {type Invocation, invocation} from './known-commands.js';
import {labRuns} from './lab-runs.js';
import {printedBlocks, shellBlocks} from './shell-blocks.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const page = join(root, 'docs', 'topologies.md');
const text = readFileSync(page, 'utf8');
/** Lines are wrapped and indented on the page, and are not where they are printed. */
const flowing = text.replaceAll(/\s+/g, ' ');
const rows = (header: string): readonly (readonly string[])[] =>
  text
    .slice(text.indexOf(`| ${header}`))
    .split('\n\n')[0]!
    .split('\n')
    .slice(2)
    .map(line => line.split('|').slice(1, -1))
    .map(cells => cells.map(cell => cell.trim()));

const invocations = (lines: readonly (readonly string[])[]) => Promise.all(lines.map(words => invocation(words, root)));

test('every command of the page is one that there is, with flags that it has', async () => {
  const lines = commandLines(text);
  expect(lines.length).toBeGreaterThan(15);
  expect((await invocations(lines)).flatMap(({problems}) => problems)).toEqual([]);
});

test('every command of the page is run by a test in the lab, with its flags', async () => {
  const runs = (await invocations(labRuns(root))).filter(({problems}) => problems.length === 0);
  const isRun = ({command, flags}: Invocation) =>
    runs.some(run => run.command === command && flags.every(flag => flag === 'config' || run.flags.includes(flag)));
  const page = await invocations(commandLines(text));
  expect(page.filter(each => !isRun(each)).map(({command, flags}) => [command, ...flags].join(' '))).toEqual([]);
});

test('every block of the page is either typed or is what is printed', () => {
  expect(shellBlocks(text).map(block => block.split('\n')[0])).toEqual([
    'export QUORATE_CONFIG=docs/examples/stacked.yaml',
    expect.stringMatching(/^quorate lab exec cp1 /),
    expect.stringMatching(/^quorate remove w2 --dry-run /),
    'quorate remove --lost cp1',
    expect.stringMatching(/^quorate replace cp1 cp1 /),
  ]);
  for (const block of printedBlocks(text)) expect(block).toMatch(/^(Error|etcd-guard): /);
});

test('every file the page links to is there, and every heading it links to', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)]
    .map(([, link]) => link!)
    .filter(link => !link.startsWith('https:'));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchor(title!));
  const isThere = (link: string) =>
    link.startsWith('#') ? headings.includes(link.slice(1)) : existsSync(join(dirname(page), link));
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter(link => !isThere(link))).toEqual([]);
  const named = [...text.matchAll(/(?<!\/)\bdocs\/[\w./-]+\.\w+/g)].map(([path]) => path);
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([]);
});

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');

test.each([
  ['stacked', 'cp2'],
  ['external', 'etcd2'],
  ['three-machines', 'cp2'],
])('the picture of the %s example is the one that is drawn of it when all is well', (example, leader) => {
  const {layout} = plannedExample(example);
  const drawn = pictureText(running(layout, leader), {columns: 0, colour: false});
  expect(text).toContain(`\`\`\`\n${drawn}\n\`\`\`\n`);
});

test('the table of voters says what is computed', () => {
  const voters = [1, 2, 3, 4, 5, 6, 7];
  expect(rows('Voters')).toEqual([
    ['Quorum', ...voters.map(count => `${quorum(count)}`)],
    ['May be lost', ...voters.map(count => `${tolerance(count)}`)],
  ]);
  expect(text).toContain(`| Voters      | ${voters.join('   | ')} `);
  expect(flowing).toContain(`at most ${IN_SYNC_ENTRIES} entries behind`);
});

test.each(rows('State'))('the decision table on "%s" says what is answered', (state, ...answers) => {
  const shape = shapeOf(state!);
  const columns = [
    ['add', 'stranger'],
    ['restart', 'healthy'],
    ['restart', 'down'],
    ['remove', 'healthy'],
    ['remove', 'down'],
  ] as const;
  expect(answers).toEqual(columns.map(([kind, target]) => answer(kind, target, shape)));
});

function answer(kind: 'add' | 'restart' | 'remove', target: Target, shape: Shape): string {
  if (target === 'down' && !shape.down) return '-';
  const etcd = membership(shape);
  const change = {kind, peerUrl: urlOf(target, shape)};
  if (project(etcd, change).safe) return 'yes';
  if (project(etcd, change, {acceptDowntime: true}).safe) return 'accept downtime';
  return project(etcd, change, {acceptReducedTolerance: true}).safe ? 'accept less' : 'no';
}

function shapeOf(state: string): Shape {
  const [, voters, down = '0', learner] = /^(\d) voters?, (?:all up|(\d) down)(, a learner)?$/.exec(state)!;
  return {
    healthy: Number(voters) - Number(down),
    down: Number(down),
    ...(learner === undefined ? {} : {learner: 'in sync'}),
  };
}

test('the refusal on the page is the one that is printed', () => {
  const etcd = membership({healthy: 2, down: 1});
  const {why, fix} = project(etcd, {kind: 'add', peerUrl: 'https://10.0.0.14:2380', name: 'cp4'});
  expect(flowing).toContain(`Add cp4 to etcd as a learner refused: ${why}`);
  expect(flowing).toContain(fix);
});

test('the words of the start guard on the page are its own', () => {
  const guard = readFileSync(join(root, 'templates', 'etcd', 'guard.sh'), 'utf8');
  const words = 'holds no member: its data was lost or not mounted. Bring the data back, or replace the member.';
  expect(guard.replaceAll('\\\n', '')).toContain(words);
  expect(flowing).toContain(words);
});
