import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import {work} from './command.js';
import type {Workspace} from './go/workspace.js';
import {type CProgram, type GoProgram, type Product, titleOf} from './product.js';

/**
 * Builds a program into a file of the workspace and verifies the version that it prints.
 * @throws Failure bundle/command, bundle/wrong-version
 */
export const compile = async (
  go: string,
  product: Product,
  workspace: Workspace,
  signal?: AbortSignal,
): Promise<string> => {
  const output = join(workspace.directory, 'out', product.name);
  const title = titleOf(product);
  const program = product.compile;
  if (program.language === 'c') await compileC(title, program, workspace, output, signal);
  else await compileGo(title, program, go, workspace, output, signal);
  await verify(product, output, signal);
  return output;
};

const compileGo = async (
  title: string,
  {package: path, tags = [], cgo = false, stamps = {}}: GoProgram,
  go: string,
  {directory}: Workspace,
  output: string,
  signal?: AbortSignal,
): Promise<void> => {
  const link = [
    ...['-s', '-w'],
    ...(cgo ? ['-linkmode', 'external', '-extldflags', '-static'] : []),
    ...Object.entries(stamps).flatMap(([name, value]) => ['-X', `${name}=${value}`]),
  ];
  await work({
    title,
    argv: [
      ...[go, 'build', '-mod=mod', '-trimpath', '-buildvcs=false'],
      ...(tags.length > 0 ? ['-tags', tags.join(',')] : []),
      ...['-ldflags', link.join(' '), '-o', output, path],
    ],
    cwd: directory,
    // Flags or a workspace of the user would change the binaries.
    env: {CGO_ENABLED: cgo ? '1' : '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off', GOOS: 'linux'},
    signal,
  });
};

const compileC = async (
  title: string,
  {file, defines}: CProgram,
  {directory, module}: Workspace,
  output: string,
  signal?: AbortSignal,
): Promise<void> => {
  await work({title, argv: ['mkdir', '-p', join(directory, 'out')], signal});
  await work({
    title,
    argv: [
      ...['gcc', '-Os', '-Wall', '-static', '-s'],
      ...Object.entries(defines).map(([name, value]) => `-D${name}=${value}`),
      ...['-o', output, file],
    ],
    cwd: module,
    signal,
  });
};

const verify = async (product: Product, output: string, signal?: AbortSignal): Promise<void> => {
  const {args, says} = product.proof;
  const printed = await work({title: titleOf(product), argv: [output, ...args], env: {CNI_COMMAND: ''}, signal});
  if (printed.includes(says)) return;
  throw new Failure(
    'bundle/wrong-version',
    `Building ${titleOf(product)}: expected the program to print "${says.trim()}", it prints "${printed.trim().slice(0, 200)}"`,
    {suggestions: ['run the same command again; if the message is the same, report it as a bug']},
  );
};
