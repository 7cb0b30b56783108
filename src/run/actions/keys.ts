import {sha256} from '../../core/model/digest.js';
import type {HostFacts} from '../../core/model/observed.js';
import {sharedFiles} from '../../core/pki/shared-secrets.js';
import type {CaName, DesiredCert} from '../../core/pki/types.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isIssued, isKubeconfigIssued, isPut} from '../../core/plan/done.js';
import type {HostFile} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import {due, placing} from './action.js';
import {look} from './read-facts.js';

export const sharedPut = placing<ActionOf<'secret/put'>>({
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

const shared = ({name, from}: ActionOf<'secret/put'>, {keys}: RunContext) => keys.shared(name, from);

const holds = (facts: HostFacts, files: readonly HostFile[]): boolean =>
  files.every(({path, mode, content}) => isPut(facts, {path, mode, digest: sha256(content)}));

export const trustPut = placing<ActionOf<'ca-cert/put'>>({
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

const trusted = async ({ca, path}: ActionOf<'ca-cert/put'>, context: RunContext): Promise<HostFile> => ({
  path,
  mode: '644',
  content: Buffer.from(await context.keys.caCert(ca)),
  secret: false,
});

export const certIssue = placing<ActionOf<'cert/issue'>>({
  async check(actions, context) {
    const {clock} = context;
    const certs = actions.map(({cert}) => cert);
    const paths = certs.flatMap(({certPath, keyPath}) => [certPath, keyPath]);
    const facts = await look(actions[0]!.host, {paths, publicTexts: certs.map(({certPath}) => certPath)}, context);
    const caCert = await caCerts(certs, context);
    return due(
      actions,
      action => isIssued(facts, action, caCert, clock.now()),
      ({path}) => `${path} is not issued as wanted`,
    );
  },
  files: async (actions, {keys}) => (await Promise.all(actions.map(({cert}) => keys.certificate(cert)))).flat(),
});

export const kubeconfigIssue = placing<ActionOf<'kubeconfig/issue'>>({
  async check(actions, context) {
    const {clock, keys} = context;
    const paths = actions.map(({path}) => path);
    const facts = await look(actions[0]!.host, {paths, publicTexts: paths}, context);
    const caCert = await keys.caCert('ca');
    return due(
      actions,
      action => isKubeconfigIssued(facts, action, caCert, clock.now()),
      ({path}) => `${path} is not issued as wanted`,
    );
  },
  files: (actions, {keys}) => Promise.all(actions.map(({kubeconfig}) => keys.kubeconfig(kubeconfig))),
});

async function caCerts(
  wanted: readonly DesiredCert[],
  {keys}: RunContext,
): Promise<(name: CaName) => string | undefined> {
  const names = [...new Set(wanted.map(({signedBy}) => signedBy))];
  const certs = new Map(await Promise.all(names.map(async name => [name, await keys.caCert(name)] as const)));
  return name => certs.get(name);
}
