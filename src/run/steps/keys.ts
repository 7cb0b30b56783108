import {sha256} from '../../core/cluster/digest.js';
import type {HostFacts} from '../../core/cluster/observed.js';
import {sharedFiles} from '../../core/pki/shared.js';
import type {AuthorityName, DesiredCert} from '../../core/pki/types.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isIssued, isKubeconfigIssued, isPut} from '../../core/plan/done.js';
import type {RunContext} from '../context.js';
import type {HostFile} from '../site.js';
import {look} from './question.js';
import {due, placing} from './step.js';

export const sharedPut = placing<ActionOf<'shared/put'>>({
  async check(actions, context) {
    const paths = actions.flatMap(({name}) => sharedFiles(name).map(({path}) => path));
    const facts = await look(actions[0]!.host, {paths}, context);
    const done = new Map(
      await Promise.all(actions.map(async each => [each, holds(facts, await shared(each, context))] as const)),
    );
    return due(
      actions,
      action => done.get(action) === true,
      ({name}) => `${name} is missing or differs`,
    );
  },
  files: async (actions, context) => (await Promise.all(actions.map(each => shared(each, context)))).flat(),
});

const shared = ({name, from}: ActionOf<'shared/put'>, {keys}: RunContext) => keys.shared(name, from);

const holds = (facts: HostFacts, files: readonly HostFile[]): boolean =>
  files.every(({path, mode, content}) => isPut(facts, {path, mode, digest: sha256(content)}));

export const trustPut = placing<ActionOf<'trust/put'>>({
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    const wanted = new Map(await Promise.all(actions.map(async each => [each, await trusted(each, context)] as const)));
    return due(
      actions,
      action => holds(facts, [wanted.get(action)!]),
      ({path}) => `${path} is missing or differs`,
    );
  },
  files: (actions, context) => Promise.all(actions.map(each => trusted(each, context))),
});

const trusted = async ({authority, path}: ActionOf<'trust/put'>, context: RunContext): Promise<HostFile> => ({
  path,
  mode: '644',
  content: Buffer.from(await context.keys.authorityCert(authority)),
  secret: false,
});

export const certIssue = placing<ActionOf<'cert/issue'>>({
  async check(actions, context) {
    const {now} = context;
    const certs = actions.map(({cert}) => cert);
    const paths = certs.flatMap(({certPath, keyPath}) => [certPath, keyPath]);
    const facts = await look(actions[0]!.host, {paths, publicTexts: certs.map(({certPath}) => certPath)}, context);
    const authorityCert = await authorityCerts(certs, context);
    return due(
      actions,
      action => isIssued(facts, action, authorityCert, now()),
      ({path}) => `${path} is not issued as wanted`,
    );
  },
  files: async (actions, {keys}) => (await Promise.all(actions.map(({cert}) => keys.certificate(cert)))).flat(),
});

export const kubeconfigIssue = placing<ActionOf<'kubeconfig/issue'>>({
  async check(actions, context) {
    const {now, keys} = context;
    const paths = actions.map(({path}) => path);
    const facts = await look(actions[0]!.host, {paths, publicTexts: paths}, context);
    const authorityCert = await keys.authorityCert('ca');
    return due(
      actions,
      action => isKubeconfigIssued(facts, action, authorityCert, now()),
      ({path}) => `${path} is not issued as wanted`,
    );
  },
  files: (actions, {keys}) => Promise.all(actions.map(({kubeconfig}) => keys.kubeconfig(kubeconfig))),
});

async function authorityCerts(
  wanted: readonly DesiredCert[],
  {keys}: RunContext,
): Promise<(name: AuthorityName) => string | undefined> {
  const names = [...new Set(wanted.map(({signedBy}) => signedBy))];
  const certs = new Map(await Promise.all(names.map(async name => [name, await keys.authorityCert(name)] as const)));
  return name => certs.get(name);
}
