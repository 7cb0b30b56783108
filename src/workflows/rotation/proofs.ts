import {listed} from '../../core/format.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {HostName} from '../../core/model/names.js';
import {KUBELET_CLIENT} from '../../core/pki/kubelet-client.js';
import {shareBlock} from '../../core/pki/pem.js';
import {lacking, signedByOthers, tokensOfOthers} from '../../core/pki/rotation/proof.js';
import type {RotationStep} from '../../core/pki/rotation/step.js';
import type {SharedName} from '../../core/pki/types.js';
import {EMPTY_QUERY} from '../../core/plan/fact-query.js';
import {ENCRYPTION_CONFIG, PKI} from '../../core/render/paths.js';
import {keyNamesIn} from '../../core/restore/encryption-keys.js';
import type {HostClient} from '../../ports/host.js';
import type {KeyUse} from '../../ports/key-use.js';

/** Something that must be true before a step of a rotation. */
export interface Proof {
  /** After "waiting for". */
  readonly forWhat: string;
  readonly withinMs: number;
  /** Its answer is awaited for as long as its commands take. */
  readonly awaitsAnswer?: true;
  /** What is not as it must be, in words; none: proven. */
  readonly pending: () => Promise<readonly string[]>;
}

export interface ProofSubject {
  readonly desired: DesiredCluster;
  readonly use: KeyUse;
  readonly host: (name: HostName) => HostClient;
  /** How long the tokens of the old key are waited for. */
  readonly tokensMs: number;
}

/** The kubelet renews the volumes of pods every one to two minutes. */
const VOLUMES_MS = 300_000;

/** What quorate does not write itself, and must have followed the last step before this one. */
export function proofsBefore(name: SharedName, step: RotationStep, subject: ProofSubject): readonly Proof[] {
  if (step === 'trust') return [];
  if (name === 'ca') return [rootCas(subject), ...(step === 'sign' ? [podCas(subject)] : requested(subject))];
  if (step === 'finish' && name === 'service-account') return [tokens(subject)];
  if (step === 'finish' && name === 'encryption') return [encryptedSecrets(subject)];
  return [];
}

/** Where the operator has the CA, kubelets request no certificates. */
const requested = (subject: ProofSubject): readonly Proof[] =>
  subject.desired.pki.home === 'hosts' ? [kubeletCertificates(subject)] : [];

const rootCas = (subject: ProofSubject): Proof => ({
  forWhat: 'the ConfigMap kube-root-ca.crt in every namespace to have both CAs',
  withinMs: VOLUMES_MS,
  pending: async () => {
    const {use} = subject;
    const [ca, found, namespaces] = await Promise.all([textOf(PKI.ca.cert, subject), use.rootCas(), use.namespaces()]);
    const all = [...new Set([...namespaces, ...found.keys()])];
    return lacking(
      all.map(namespace => ({where: `namespace ${namespace}`, text: found.get(namespace) ?? ''})),
      ca,
    );
  },
});

const podCas = (subject: ProofSubject): Proof => ({
  forWhat: 'the volumes of running pods to have both CAs',
  withinMs: VOLUMES_MS,
  pending: async () => {
    const ca = await textOf(PKI.ca.cert, subject);
    const ofCluster = (await onNodes(subject)).flatMap(({cas}) => cas).filter(({text}) => shareBlock(text, ca));
    return lacking(ofCluster, ca);
  },
});

const kubeletCertificates = (subject: ProofSubject): Proof => ({
  forWhat: 'every kubelet to use a certificate of the new CA',
  withinMs: VOLUMES_MS,
  pending: async () => {
    const ca = await textOf(PKI.ca.cert, subject);
    const held = await Promise.all(
      subject.desired.nodes.map(async ({host}) => {
        const {publicTexts} = await subject.host(host).facts({...EMPTY_QUERY, publicTexts: [KUBELET_CLIENT]});
        const text = publicTexts.get(KUBELET_CLIENT);
        return text === undefined ? [] : [{where: `${host}: ${KUBELET_CLIENT}`, text}];
      }),
    );
    return signedByOthers(held.flat(), ca);
  },
});

const tokens = (subject: ProofSubject): Proof => ({
  forWhat: 'tokens of the old service account key to be replaced',
  withinMs: subject.tokensMs,
  awaitsAnswer: true,
  pending: async () => {
    const [keys, inSecrets, inPods] = await Promise.all([
      textOf(PKI.serviceAccount.publicKey, subject),
      subject.use.tokenSecrets(),
      onNodes(subject),
    ]);
    return tokensOfOthers([...inSecrets, ...inPods.flatMap(each => each.tokens)], keys);
  },
});

/**
 * Rewrites them until none is left: one that was written by an old API server in the meantime is found the next time. The
 * hosts of an unmanaged etcd cannot be asked: there, that each Secret was written is the proof.
 */
const encryptedSecrets = (subject: ProofSubject): Proof => ({
  forWhat: 'all Secrets to be encrypted with the new key',
  withinMs: VOLUMES_MS,
  awaitsAnswer: true,
  pending: async () => {
    await subject.use.rewriteSecrets();
    if (subject.desired.unmanagedEtcd !== undefined) return [];
    const [current] = keyNamesIn(await textOf(ENCRYPTION_CONFIG, subject));
    const found = await subject.use.encryptedBy(subject.desired.etcd.map(({host}) => host));
    return [...found].flatMap(([key, count]) => (key === current ? [] : [`${count} with ${key}`]));
  },
});

const onNodes = ({desired, use}: ProofSubject) => Promise.all(desired.nodes.map(({host}) => use.podCredentials(host)));

/** A file of the first control plane that has it: all of them have the same. */
async function textOf(path: string, {desired, host}: ProofSubject): Promise<string> {
  for (const {host: name} of desired.controlPlanes) {
    const content = await host(name).read(path);
    if (content !== undefined) return content.toString();
  }
  throw new Error(`no control plane has ${path}`);
}

const SHOWN = 3;

/** "w1: pods/a and 4 more". */
export const pendingText = (pending: readonly string[]): string =>
  pending.length <= SHOWN
    ? listed(pending)
    : `${pending.slice(0, SHOWN).join(', ')} and ${pending.length - SHOWN} more`;
