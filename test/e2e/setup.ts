import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestProject} from 'vitest/node';
import {remnantsOf} from '../../src/lab/hosts/index.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder with a file for each lab that this run left up, so that the next test file can use it. */
    labs: string;
  }
}

/** Before the first test file and after the last one: takes shared labs down, also after failed tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-labs-'));
  project.provide('labs', folder);
  return async () => {
    for (const name of await readdir(folder)) await (await remnantsOf(name)).down();
    await rm(folder, {recursive: true});
  };
}
