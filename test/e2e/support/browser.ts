import {readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {inflateSync} from 'node:zlib';
import {execa} from 'execa';
import {installPackages} from '../../../src/lab/hosts/packages.js';

/** A common browser, and a font, because a minimal machine may have none. */
export const installBrowser = (): Promise<void> => installPackages(['chromium', 'fonts-dejavu-core']);

/** The page as the browser drew it. */
export interface Seen {
  readonly stdout: string;
  /** What it wrote to its console: refused content, scripts that fail. */
  readonly issues: readonly string[];
}

/** Draws a page into a PNG. */
export async function screenshot(page: string, into: string, {width, height}: Size): Promise<Seen> {
  return chromium(page, [`--window-size=${width},${height}`, `--screenshot=${into}`]);
}

/**
 * How wide pages of one folder are on a screen of this width. A window without a head is never narrower than 500 pixels,
 * so the pages are put into frames, and another page measures them.
 */
export async function widthsOn(width: number, pages: readonly string[]): Promise<readonly Width[]> {
  const measure = join(dirname(pages[0]!), 'measure.html');
  const frames = pages.map(
    page => `<iframe src="${pathToFileURL(page)}" width="${width}" height="800" style="border:0"></iframe>`,
  );
  await writeFile(
    measure,
    `<!doctype html>${frames.join('\n')}
<script>
  addEventListener('load', () => {
    for (const frame of document.querySelectorAll('iframe')) {
      const {scrollWidth, clientWidth} = frame.contentDocument.documentElement;
      document.body.append(\`takes \${scrollWidth} of \${clientWidth}; \`);
    }
  });
</script>`,
  );
  const {stdout} = await chromium(measure, ['--allow-file-access-from-files', '--dump-dom']);
  return [...stdout.matchAll(/takes (\d+) of (\d+)/g)].map(([, takes, has]) => ({
    takes: Number(takes),
    has: Number(has),
  }));
}

interface Width {
  readonly takes: number;
  readonly has: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

async function chromium(page: string, options: readonly string[]): Promise<Seen> {
  const {stdout, stderr} = await execa('chromium', [
    ...[
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--hide-scrollbars',
      '--enable-logging=stderr',
    ],
    ...[`--user-data-dir=${join(dirname(page), 'profile')}`, '--virtual-time-budget=2000', ...options],
    pathToFileURL(page).href,
  ]);
  return {stdout, issues: stderr.split('\n').filter(line => line.includes('CONSOLE'))};
}

/** How much there is to see: bytes of the picture that say that something changes. Next to none in a blank one. */
export async function drawnBytes(png: string): Promise<number> {
  const file = await readFile(png);
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  // Lines are stored as their difference from what is beside or above them: what has one colour is zeros but for a few.
  return inflateSync(Buffer.concat(parts)).filter(byte => byte !== 0).length;
}
