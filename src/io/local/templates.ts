import {readdir, readFile} from 'node:fs/promises';
import {relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Templates} from '../../core/render/types.js';

/** The same distance from the root of the package in source (src/io/local) and compiled (dist/io/local). */
const FOLDER = fileURLToPath(new URL('../../../templates/', import.meta.url));

/** Every file under templates/, by its path there: "systemd/etcd.service". */
export async function loadTemplates(): Promise<Templates> {
  const entries = await readdir(FOLDER, {recursive: true, withFileTypes: true});
  const files = entries.filter(entry => entry.isFile()).map(entry => `${entry.parentPath}${sep}${entry.name}`);
  return new Map(
    await Promise.all(
      files.map(async file => [relative(FOLDER, file).split(sep).join('/'), await readFile(file, 'utf8')] as const),
    ),
  );
}
