import type {ActionOf} from '../../core/actions/action.js';
import {isIssued, isKubeconfigIssued, isPut} from '../../core/actions/files.js';
import {sha256} from '../../core/model/digest.js';
import type {HostFacts} from '../../core/model/observed.js';
import {signerText} from '../../core/pki/rotation/trust-file.js';
import {sharedFiles} from '../../core/pki/shared-secrets.js';
import type {CaName, DesiredCert} from '../../core/pki/types.js';
import type {HostFile} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import {filesRunner} from './put-files.js';
import {readFacts} from './read-facts.js';
import {pendingUnless} from './runner.js';

export const secretPut = filesRunner<ActionOf<'secret/put'>>({
  async check(actions, context) {
    const facts = await factsOf(actions, context);
    const done = new Map(
      await Promise.all(actions.map(async each => [each, arePut(facts, await secretFiles(each, context))] as const)),
    );
    return pendingUnless(
      action => done.get(action) === true,
      actions,
      ({name}) => `${name} is missing or differs`,
    );
  },
  // What is there stays: another inode of the same content would count as a change for the units that read it.
  files: async (actions, context) => {
    const facts = await factsOf(actions, context);
    const files = (await Promise.all(actions.map(each => secretFiles(each, context)))).flat();
    return files.filter(file => !arePut(facts, [file]));
  },
});

const factsOf = (actions: readonly ActionOf<'secret/put'>[], context: RunContext) => {
  const paths = actions.flatMap(({name}) => sharedFiles(name).map(({path}) => path));
  return readFacts(actions[0]!.host, {paths}, context);
};

const secretFiles = ({name, from}: ActionOf<'secret/put'>, {keys}: RunContext) => keys.shared(name, from);

const arePut = (facts: HostFacts, files: readonly HostFile[]): boolean =>
  files.every(({path, content}) => isPut(facts, {path, digest: sha256(content)}));

type CaFile = ActionOf<'ca-cert/put' | 'ca-signer/put'>;

/** @param textOf the text of the file, of that of the CA on control planes. */
function caFilePut<A extends CaFile>(textOf: (caText: string) => string) {
  const fileOf = async ({ca, path}: A, {keys}: RunContext): Promise<HostFile> => ({
    path,
    mode: '644',
    content: Buffer.from(textOf(await keys.caCert(ca))),
    secret: false,
  });
  return filesRunner<A>({
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
      const files = new Map(await Promise.all(actions.map(async each => [each, await fileOf(each, context)] as const)));
      return pendingUnless(
        action => arePut(facts, [files.get(action)!]),
        actions,
        ({path}) => `${path} is missing or differs`,
      );
    },
    files: (actions, context) => Promise.all(actions.map(each => fileOf(each, context))),
  });
}

export const caCertPut = caFilePut<ActionOf<'ca-cert/put'>>(text => text);
export const caSignerPut = caFilePut<ActionOf<'ca-signer/put'>>(signerText);

export const certIssue = filesRunner<ActionOf<'cert/issue'>>({
  async check(actions, context) {
    const {clock} = context;
    const certs = actions.map(({cert}) => cert);
    const paths = certs.flatMap(({certPath, keyPath}) => [certPath, keyPath]);
    const facts = await readFacts(actions[0]!.host, {paths, publicTexts: certs.map(({certPath}) => certPath)}, context);
    const caCert = await caCerts(certs, context);
    return pendingUnless(
      action => isIssued(facts, action, caCert, clock.now()),
      actions,
      ({path}) => `${path} is missing or not as configured`,
    );
  },
  keysFor: (actions, {desired: {pki}}) => actions.map(({cert}) => ({path: cert.keyPath, algorithm: pki.algorithm})),
  files: async (actions, {keys}, keyFor) =>
    (await Promise.all(actions.map(({cert}) => keys.certificate(cert, keyFor(cert.keyPath))))).flat(),
});

export const kubeconfigIssue = filesRunner<ActionOf<'kubeconfig/issue'>>({
  async check(actions, context) {
    const {clock, keys} = context;
    const paths = actions.map(({path}) => path);
    const facts = await readFacts(actions[0]!.host, {paths, publicTexts: paths}, context);
    const caCert = await keys.caCert('ca');
    return pendingUnless(
      action => isKubeconfigIssued(facts, action, caCert, clock.now()),
      actions,
      ({path}) => `${path} is missing or not as configured`,
    );
  },
  keysFor: (actions, {desired: {pki}}) => actions.map(({path}) => ({path, algorithm: pki.algorithm})),
  files: (actions, {keys}, keyFor) =>
    Promise.all(actions.map(({path, kubeconfig}) => keys.kubeconfig(kubeconfig, keyFor(path)))),
});

async function caCerts(
  certs: readonly DesiredCert[],
  {keys}: RunContext,
): Promise<(name: CaName) => string | undefined> {
  const names = [...new Set(certs.map(({signedBy}) => signedBy))];
  const found = new Map(await Promise.all(names.map(async name => [name, await keys.caCert(name)] as const)));
  return name => found.get(name);
}
