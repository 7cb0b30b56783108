import {isPut} from '../../core/actions/files.js';
import type {OperatorFileAction} from '../../core/actions/operator-files.js';
import {sha256} from '../../core/model/digest.js';
import type {OperatorSource} from '../../core/model/operator-file.js';
import type {RunContext} from '../context.js';
import {filesRunner} from './put-files.js';
import {readFacts} from './read-facts.js';
import {pendingUnless, type Runners} from './runner.js';

export const OPERATOR_FILES: Runners<OperatorFileAction> = {
  'operator-file/put': filesRunner({
    async check(actions, context) {
      const paths = actions.map(({path}) => path);
      const [facts, contents] = await Promise.all([
        readFacts(actions[0]!.host, {paths}, context),
        contentsOf(actions, context),
      ]);
      return pendingUnless(
        action => isPut(facts, {...action, digest: sha256(contents.get(action)!)}),
        actions,
        ({path}) => `${path} is missing or differs`,
      );
    },
    async files(actions, context) {
      const contents = await contentsOf(actions, context);
      return actions.map(action => ({
        path: action.path,
        mode: action.mode,
        content: contents.get(action)!,
        secret: isSecret(action.source),
      }));
    },
  }),
};

/** @throws Error if a source is not among those of the configuration: a bug. */
async function contentsOf(
  actions: readonly OperatorFileAction[],
  {operatorFiles}: RunContext,
): Promise<ReadonlyMap<OperatorFileAction, Uint8Array>> {
  const contents = await operatorFiles?.();
  return new Map(
    actions.map(action => {
      const content = contents?.get(action.source);
      if (content === undefined) throw new Error(`nothing makes ${action.source}`);
      return [action, content];
    }),
  );
}

const isSecret = (source: OperatorSource): boolean => source.startsWith('registry-hosts/');
