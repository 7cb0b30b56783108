import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {expect, test} from 'vitest';

const sources = (folder: string, ending: string): readonly (readonly [string, string])[] =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(path => path.endsWith(ending))
    .map(path => [path, readFileSync(join(folder, path), 'utf8')] as const);

/** Scripts that print lines of the journal, where a program may have quoted a secret. */
const readers = sources('templates/host', '.sh')
  .filter(([, text]) => /\bjournalctl\b/.test(text))
  .map(([path]) => basename(path, '.sh'));

test('scripts that read the journal are found', () => {
  expect(readers).toEqual(expect.arrayContaining(['check', 'log-tail']));
});

test.each(readers)('the output of %s, which reads the journal, is never in the log of a run', script => {
  const calls = sources('src/io', '.ts').flatMap(([path, text]) =>
    [...text.matchAll(/runScript\([\s\S]*?\n {2,4}\}\)/g)]
      .map(([call]) => call)
      .filter(call => call.includes(`'${script}'`))
      .map(call => ({path, secret: call.includes('secret: true')})),
  );
  expect(calls).toEqual(calls.map(({path}) => ({path, secret: true})));
  expect(calls).not.toEqual([]);
});
