import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {page} from '../../src/core/picture/page/page.js';
import {printable} from '../../src/core/picture/printable.js';
import {svg} from '../../src/core/picture/svg/svg.js';
import {CASES} from '../core/picture/cases.js';
import {drawnBytes, installBrowser, screenshot, widthOn} from './support/browser.js';
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

/** Is drawn, and the browser has nothing to complain of. */
async function isDrawn(file: string): Promise<void> {
  const image = `${file}.png`;
  expect((await screenshot(file, image, {width: 900, height: 1400})).complaints).toEqual([]);
  expect((await stat(image)).size).toBeGreaterThan(10_000);
  expect(await drawnBytes(image)).toBeGreaterThan(50_000);
}

describe.each(cases)('the page of %s', name => {
  test('is drawn by a browser without a complaint', async () => {
    await isDrawn(await written(`${name}.html`, page(CASES[name]!)));
  });

  test('fits a phone without scrolling sideways', async () => {
    const {takes, has} = await widthOn(await written(`${name}.html`, page(CASES[name]!)), PHONE);
    expect(has).toBe(PHONE);
    expect(takes).toBe(PHONE);
  });
});

test.each(cases)('the drawing of %s is drawn by itself', async name => {
  await isDrawn(await written(`${name}.svg`, svg(printable(CASES[name]!).layout)));
});

test('the command writes such a page', async () => {
  const words = ['topology', 'check', '--offline', '--worst', '2', '-c', example('stacked'), '--output', 'html'];
  const {stdout} = await succeed(words);
  await isDrawn(await written('command.html', stdout));
});

test('a page that is blank, complains or is too wide would be found', async () => {
  const wide = await written('wide.html', '<!doctype html><div style="width:600px">wide</div>');
  expect((await widthOn(wide, PHONE)).takes).toBeGreaterThan(PHONE);
  const failing = await written('failing.html', '<!doctype html><script>nothing.there()</script>');
  const {complaints} = await screenshot(failing, `${failing}.png`, {width: 900, height: 1400});
  expect(complaints).toEqual([expect.stringContaining('nothing is not defined')]);
  expect(await drawnBytes(`${failing}.png`)).toBeLessThan(50_000);
});
