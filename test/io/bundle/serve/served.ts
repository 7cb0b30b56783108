import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Bundle} from '../../../../src/core/artifacts/bundle.js';
import {
  type BundleServer,
  type ServedRequest,
  type ServeOptions,
  serveBundle,
} from '../../../../src/io/bundle/serve/server.js';
import {type FakeBundleOptions, writeFakeBundle} from '../../../support/fake-bundle.js';

export interface Served extends BundleServer {
  readonly directory: string;
  readonly url: string;
  /** What the log of the command has. */
  readonly log: readonly ServedRequest[];
  /** Resolves when so many requests are in the log. */
  readonly logged: (count: number) => Promise<void>;
}

/** A server over a small bundle. @param alter changes manifest and files before the server starts. */
export const served = async (
  bundleOptions: FakeBundleOptions = {},
  options: Partial<ServeOptions> = {},
  alter: (bundle: Bundle, directory: string) => Promise<Bundle> = async bundle => bundle,
): Promise<Served> => {
  const directory = await mkdtemp(join(tmpdir(), 'quorate-served-'));
  const fake = await writeFakeBundle(directory, bundleOptions);
  const log: ServedRequest[] = [];
  let waiting: {readonly count: number; readonly resolve: () => void}[] = [];
  const server = await serveBundle({
    directory,
    bundle: await alter(fake.manifest, directory),
    listen: {address: '127.0.0.1', port: 0},
    onRequest: entry => {
      log.push(entry);
      for (const {resolve} of waiting.filter(({count}) => count <= log.length)) resolve();
      waiting = waiting.filter(({count}) => count > log.length);
    },
    ...options,
  });
  return {
    ...server,
    directory,
    url: `http://127.0.0.1:${server.port}`,
    log,
    logged: count =>
      new Promise(resolve => {
        if (log.length >= count) resolve();
        else waiting.push({count, resolve});
      }),
    close: async () => {
      await server.close();
      await rm(directory, {recursive: true, force: true});
    },
  };
};

export const bytesAt = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Buffer> =>
  Buffer.from(await (await fetch(url, {headers})).arrayBuffer());
