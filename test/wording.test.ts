import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {type Exception, offences, type Passage, report} from './support/wording/lint.js';
import {textsIn} from './support/wording/strings.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const EXCEPTIONS: readonly Exception[] = [];

const filesIn = (folder: string, ending: string, recursive = true) =>
  readdirSync(join(root, folder), {recursive, encoding: 'utf8'})
    .filter(name => name.endsWith(ending))
    .map(name => join(folder, name))
    .toSorted();

const read = (path: string) => ({path, text: readFileSync(join(root, path), 'utf8')});

/** The glossary lists the words that are not used. */
const PAGES = [...filesIn('docs', '.md', false), 'README.md', 'CONTRIBUTING.md'].filter(
  path => path !== join('docs', 'glossary.md'),
);

const src = filesIn('src', '.ts').flatMap(path => textsIn(read(path)));
const tests = filesIn('test', '.ts').flatMap(path => textsIn(read(path)));
const pages: readonly Passage[] = PAGES.map(path => ({...read(path), line: 1}));

const isSaid = ({text}: {readonly text: string}) => text.trim().includes(' ');

const strings = src.filter(each => each.is !== 'comment').filter(isSaid);
const comments = [...src, ...tests].filter(each => each.is === 'comment');
const titles = tests.filter(each => each.is === 'title');

describe('no banned word is', () => {
  test.each([
    ['in a string of the source', strings],
    ['on a page', pages],
    ['in the title of a test', titles],
    ['in a comment', comments],
  ])('%s', (_where, passages) => {
    expect(passages.length).toBeGreaterThan(10);
    expect(report(offences(passages, EXCEPTIONS))).toBe('');
  });
});

test('every exception is needed', () => {
  const found = offences([...strings, ...pages, ...titles, ...comments]);
  const isNeeded = ({path, word}: Exception) => found.some(each => each.path === path && each.word === word);
  expect(EXCEPTIONS.filter(each => !isNeeded(each))).toEqual([]);
});

const words = (text: string) => offences([{path: 'src/a.ts', line: 1, text}]).map(({word}) => word);

describe('the list', () => {
  test.each([
    ['The run goes on when the host answers', ['goes on']],
    ['What was cut off is\ntaken back.', ['was cut', 'taken back']],
    ['the whole cluster lies on hosts of somebody else', ['lies', 'somebody', 'whole']],
    ['Its authority was not known', ['authority', 'not known']],
  ])('finds the words of "%s"', (text, expected) => {
    expect(words(text).toSorted()).toEqual(expected.toSorted());
  });

  test.each([
    'Carry out the plan; the flag stands for a mode',
    'believes in replies, and untold numbers',
    'etcd checks for silent corruption at startup',
  ])('finds nothing in "%s"', text => {
    expect(words(text)).toEqual([]);
  });
});

describe('the texts of a file', () => {
  const texts = (text: string) => textsIn({path: 'a.ts', text}).map(each => [each.is, each.text.trim()]);

  test('are strings, templates, comments and titles', () => {
    const source = [
      "import {x} from 'a b';",
      '// why it is',
      "const y: 'a type' = `a \x24{x} b`;",
      "test.each([1])('a title', () => x('c d'));",
    ];
    expect(texts(source.join('\n'))).toEqual([
      ['comment', 'why it is'],
      ['string', 'a \uFFFC b'],
      ['title', 'a title'],
      ['string', 'c d'],
    ]);
  });

  test('name the program where they take its name from oclif', () => {
    expect(texts('const x = `\x24{this.config.bin} apply \x24{host}`;')).toEqual([['string', 'quorate apply \uFFFC']]);
  });
});
