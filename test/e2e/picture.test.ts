import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {page} from '../../src/core/drawing/page/page.js';
import {printable} from '../../src/core/drawing/printable.js';
import {svg} from '../../src/core/drawing/svg/svg.js';
import {CASES} from '../core/drawing/cases.js';
import {drawnBytes, installBrowser, screenshot, widthsOn} from './support/browser.js';
import {succeed} from './support/cli.js';
import {example} from './support/cluster.js';

let folder: string;
beforeAll(async () => {
  await installBrowser();
  folder = await mkdtemp(join(tmpdir(), 'quorate-picture-'));
}, 600_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

const PHONE = 390;
const cases = Object.keys(CASES);

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

/** A blank page has a few hundred for each line, the smallest drawing about 28 000. */
const DRAWN = 15_000;

/** The page is drawn, and the browser reports no errors. */
async function isDrawn(file: string): Promise<void> {
  const image = `${file}.png`;
  expect((await screenshot(file, image, {width: 900, height: 1400})).issues).toEqual([]);
  expect((await stat(image)).size).toBeGreaterThan(10_000);
  expect(await drawnBytes(image)).toBeGreaterThan(DRAWN);
}

const pageOf = (name: string) => written(`${name}.html`, page(CASES[name]!));

test.each(cases)('a browser draws the page of %s without errors', async name => isDrawn(await pageOf(name)));

test('every page fits the width of a phone', async () => {
  const pages = await Promise.all(cases.map(pageOf));
  expect(await widthsOn(PHONE, pages)).toEqual(cases.map(() => ({takes: PHONE, has: PHONE})));
});

test.each(['one-down-with-a-learner', 'hostile'])(
  'a browser draws the drawing of %s as a file of its own',
  async name => {
    await isDrawn(await written(`${name}.svg`, svg(printable(CASES[name]!).layout)));
  },
);

test('the command writes a page that a browser draws', async () => {
  const words = ['topology', 'check', '--offline', '--worst', '2', '-c', example('stacked'), '--output', 'html'];
  const {stdout} = await succeed(words);
  await isDrawn(await written('command.html', stdout));
});

test('a page that is blank, reports errors or is too wide fails these checks', async () => {
  const failing = await written(
    'failing.html',
    '<!doctype html><div style="width:600px">wide</div><script>nothing.there()</script>',
  );
  expect((await widthsOn(PHONE, [failing]))[0]!.takes).toBeGreaterThan(PHONE);
  const {issues} = await screenshot(failing, `${failing}.png`, {width: 900, height: 1400});
  expect(issues).toEqual([expect.stringContaining('nothing is not defined')]);
  expect(await drawnBytes(`${failing}.png`)).toBeLessThan(DRAWN / 5);
});
