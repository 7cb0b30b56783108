import type {ActionOf} from '../../core/actions/action.js';
import type {FileAction} from '../../core/actions/files.js';
import {isLinked, isMade, isPut} from '../../core/actions/files.js';
import {artifactWith, type Release} from '../../core/artifacts/bundle.js';
import type {Placement} from '../../core/artifacts/downloads.js';
import {sha256} from '../../core/model/digest.js';
import type {RunContext} from '../context.js';
import {caCertPut, caSignerPut, certIssue, kubeconfigIssue, secretPut} from './pki-files.js';
import {filesRunner} from './put-files.js';
import {readFacts} from './read-facts.js';
import {type Pending, pendingUnless, type Runners} from './runner.js';

type Installation = ActionOf<'artifact/install' | 'artifact/fetch'>;

const pathsOf = (actions: readonly {readonly path: string}[]) => ({paths: actions.map(({path}) => path)});

const placements = (actions: readonly Installation[], release: Release): readonly Placement[] =>
  actions.map(({digest, path}) => ({artifact: artifactWith(digest, release)!, path}));

async function checkInstalled<A extends Installation>(
  actions: readonly A[],
  context: RunContext,
): Promise<readonly Pending<A>[]> {
  const facts = await readFacts(actions[0]!.host, pathsOf(actions), context);
  return pendingUnless(
    action => isPut(facts, action),
    actions,
    ({path}) => `${path} is missing or differs`,
  );
}

export const FILES: Runners<FileAction> = {
  'secret/put': secretPut,
  'ca-cert/put': caCertPut,
  'ca-signer/put': caSignerPut,
  'cert/issue': certIssue,
  'kubeconfig/issue': kubeconfigIssue,
  'file/put': filesRunner({
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, pathsOf(actions), context);
      return pendingUnless(
        action => isPut(facts, action),
        actions,
        ({path}) => `${path} differs`,
      );
    },
    files: async actions =>
      actions.map(({path, mode, text}) => ({path, mode, content: Buffer.from(text), secret: false})),
  }),
  'link/put': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, pathsOf(actions), context);
      return pendingUnless(
        action => isLinked(facts, action),
        actions,
        ({path, target}) => `${path} does not point to ${target}`,
      );
    },
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).link(actions),
  },
  'directory/make': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, pathsOf(actions), context);
      return pendingUnless(
        action => isMade(facts, action),
        actions,
        ({path}) => `${path} is missing or has another mode`,
      );
    },
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).makeDirectories(actions),
  },
  'unmanaged-etcd-file/put': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, pathsOf(actions), context);
      const files = new Map(
        await Promise.all(actions.map(async each => [each, await context.keys.store(each.name)] as const)),
      );
      return pendingUnless(
        action => isPut(facts, {...action, digest: sha256(files.get(action)!.content)}),
        actions,
        ({path}) => `${path} is missing or differs`,
      );
    },
    async apply(actions, {cluster, keys}) {
      await cluster.host(actions[0]!.host).put(await Promise.all(actions.map(({name}) => keys.store(name))));
    },
  },
  'artifact/install': {
    check: checkInstalled,
    apply: (actions, {cluster, release}) => cluster.host(actions[0]!.host).install(placements(actions, release)),
  },
  'artifact/fetch': {
    check: checkInstalled,
    apply: (actions, {cluster, release}) => cluster.host(actions[0]!.host).fetch(placements(actions, release)),
  },
};
