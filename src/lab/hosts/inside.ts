import {Failure} from '../../core/failure.js';
import {attempt, type Outcome} from './command.js';
import {leader, supervisor} from './leader.js';
import {type HostPaths, labTemplate} from './paths.js';
import {SYSTEM_PATH} from './power.js';
import {type Identity, pidOf} from './process.js';
import {until} from './watches.js';

/** Runs a command in a host as root, also without a network. Any exit code is a result. */
export const inside = async (
  host: string,
  paths: HostPaths,
  argv: readonly string[],
  stdin?: string | Uint8Array,
): Promise<Outcome> => attempt(await entering(host, paths, argv), stdin);

/** The same with the input and output of this terminal; returns the exit code. */
export const attached = async (host: string, paths: HostPaths, argv: readonly string[]): Promise<number> => {
  const {execa} = await import('execa');
  const [file = '', ...args] = await entering(host, paths, argv);
  const {exitCode} = await execa(file, args, {reject: false, stdio: 'inherit'});
  return exitCode ?? 1;
};

const entering = async (host: string, paths: HostPaths, argv: readonly string[]): Promise<readonly string[]> => {
  const first = await running(host, paths, `Running ${argv[0]} in ${host}`);
  const environment = [
    'env',
    '-i',
    `PATH=${SYSTEM_PATH}`,
    'HOME=/root',
    'LANG=C.UTF-8',
    `TERM=${process.env.TERM ?? 'dumb'}`,
  ];
  return ['sh', labTemplate('inside.sh'), String(pidOf(first)), ...environment, ...argv];
};

/** Process 1 of a host; waits for a host that is starting. @throws Failure lab/host-off */
export const running = async (host: string, paths: HostPaths, purpose: string): Promise<Identity> => {
  let first: Identity | undefined;
  await until(
    async () => (first = await leader(paths)) !== undefined || (await supervisor(paths)) === undefined,
    10_000,
  );
  if (first !== undefined) return first;
  throw new Failure('lab/host-off', `${purpose}: the host is powered off.`, {
    suggestions: [`quorate lab start ${host}`],
  });
};
