import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Failure} from '../../../core/failure.js';
import {work} from '../command.js';
import type {MainPackage, ModuleSource} from '../product.js';
import {type ModuleFile, moduleFile, unneededFolder} from './module-file.js';

/** The directory in which the programs of one module are built. */
export interface Workspace {
  readonly directory: string;
  /** The module's own files, read-only. */
  readonly module: string;
}

/**
 * Downloads a module and prepares the directory in which its programs are built.
 * @throws Failure bundle/module when the module proxy does not serve it.
 */
export const prepareWorkspace = async (
  go: string,
  source: ModuleSource,
  directory: string,
  signal?: AbortSignal,
): Promise<Workspace> => {
  const module = await download(go, source, signal);
  const title = `${source.path} ${source.version}`;
  const own = JSON.parse(
    await work({title, argv: [go, 'mod', 'edit', '-json', join(module, 'go.mod')], signal}),
  ) as ModuleFile;
  await rm(directory, {recursive: true, force: true});
  await write(join(directory, 'go.mod'), moduleFile(source, own));
  for (const path of source.unneeded ?? [])
    await write(join(directory, unneededFolder(path), 'go.mod'), `module ${path}\n`);
  if (source.main !== undefined) await write(join(directory, 'main.go'), await mainText(source.main, module));
  return {directory, module};
};

const download = async (go: string, {path, version}: ModuleSource, signal?: AbortSignal): Promise<string> => {
  try {
    const output = await work({title: path, argv: [go, 'mod', 'download', '-json', `${path}@v${version}`], signal});
    return (JSON.parse(output.slice(output.indexOf('{'))) as {Dir: string}).Dir;
  } catch (error) {
    if (error instanceof Failure && error.code === 'interrupted/by-user') throw error;
    throw new Failure('bundle/module', `Downloading the Go module ${path} v${version}: ${reason(error)}`, {
      suggestions: [`list the versions that the module proxy has: go list -m -versions ${path}`],
      cause: error,
    });
  }
};

/** The error of `go mod download -json`, which is a JSON string on one line. */
const reason = (error: unknown): string => {
  const {message} = error as Error;
  const quoted = /"Error": (".*")/.exec(message)?.[1];
  return quoted === undefined ? message : (JSON.parse(quoted) as string).replace(/\s+/g, ' ');
};

const mainText = async (main: MainPackage, module: string): Promise<string> => {
  if (main.kind === 'text') return main.text;
  const text = await readFile(join(module, main.file), 'utf8');
  return text
    .split('\n')
    .filter(line => !line.includes(`"${main.imported}"`))
    .join('\n');
};

const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), {recursive: true});
  await writeFile(path, text);
};
