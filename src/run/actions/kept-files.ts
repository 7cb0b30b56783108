import type {ActionOf} from '../../core/actions/action.js';
import {hasKept, type KeptFilesAction} from '../../core/actions/kept-files.js';
import type {RunContext} from '../context.js';
import {readFacts} from './read-facts.js';
import {type Pending, pendingUnless, type Runners, unverifiable} from './runner.js';

export const KEPT_FILES: Runners<KeptFilesAction> = {
  'files/keep': unverifiable({
    because: ({paths}) => `${paths.length === 1 ? `${paths[0]} is` : `${paths.length} files are`} replaced`,
    async apply(actions, {cluster}) {
      for (const {host, set, paths} of actions) await cluster.host(host).keepFiles(set, paths);
    },
  }),
  // The copies stay until the restored files have proven good: a restore that was killed is repeated.
  'files/restore': {
    unverifiable: true,
    check: checkKept,
    async apply(actions, {cluster}) {
      for (const {host, set} of actions) await cluster.host(host).restoreFiles(set);
    },
  },
  'files/forget': {
    check: checkKept,
    async apply(actions, {cluster}) {
      for (const {host, set} of actions) await cluster.host(host).forgetFiles(set);
    },
  },
};

async function checkKept<A extends ActionOf<'files/restore' | 'files/forget'>>(
  actions: readonly A[],
  context: RunContext,
): Promise<readonly Pending<A>[]> {
  const facts = await readFacts(actions[0]!.host, {}, context);
  return pendingUnless(
    action => !hasKept(facts, action),
    actions,
    ({set}) => `previous files are kept (${set})`,
  );
}
