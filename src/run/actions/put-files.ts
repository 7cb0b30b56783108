import type {Action} from '../../core/actions/action.js';
import type {HostName} from '../../core/model/names.js';
import type {RunContext} from '../context.js';
import {mayProceed} from '../may-proceed.js';
import type {ActionRunner, KeyFor} from './runner.js';

/** Actions of one kind that put files. */
interface Putting<A extends Action> {
  readonly runner: Pick<ActionRunner<A>, 'keysFor' | 'files'>;
  readonly actions: readonly A[];
}

/** An action that is done when its files are on the host. */
export const filesRunner = <A extends Action & {readonly host: HostName}>(
  runner: Pick<ActionRunner<A>, 'check' | 'keysFor'> & Required<Pick<ActionRunner<A>, 'files'>>,
): ActionRunner<A> => ({
  ...runner,
  apply: (actions, context) => putFiles(actions[0]!.host, [{runner, actions}], context),
});

/**
 * Puts the files of actions on a host in one round trip, and before it, in another one if there are any, has the host make
 * the private keys that are new. A run that is killed between them leaves keys that no file has; the next run replaces them.
 */
export async function putFiles<A extends Action>(
  host: HostName,
  all: readonly Putting<A>[],
  context: RunContext,
): Promise<void> {
  const client = context.cluster.host(host);
  const requests = all.flatMap(({runner, actions}) => runner.keysFor?.(actions, context) ?? []);
  const made = requests.length === 0 ? [] : await client.makeKeys(requests);
  const keys = new Map(made.map(key => [key.path, key]));
  const keyFor: KeyFor = path => {
    const key = keys.get(path);
    if (key === undefined) throw new Error(`${host}: no key was made for ${path}`);
    return key;
  };
  const files = await Promise.all(all.map(({runner, actions}) => runner.files!(actions, context, keyFor)));
  if (requests.length > 0) await mayProceed(context);
  await client.put(files.flat());
}
