import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {known, unknown} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {isCa} from '../core/pki/cas.js';
import {encryptedSigners, identityMissing} from '../core/pki/home/signers.js';
import {publicPath} from '../core/pki/rotation/generation.js';
import {judgeSources, sharedSources} from '../core/pki/secret-sources.js';
import {sharedFiles, sharedNames} from '../core/pki/shared-secrets.js';
import type {CaName} from '../core/pki/types.js';
import {IDENTITY_QUERY} from '../core/plan/fact-query.js';
import {asFact} from '../io/as-fact.js';
import {readShared} from '../io/pki/read-shared.js';
import type {CaHome} from '../ports/ca-home.js';
import type {HostClient} from '../ports/host.js';
import {throwOnErrors} from './checks.js';

interface Subject {
  readonly desired: DesiredCluster;
  /** Hosts that may have secrets. */
  readonly hosts: readonly HostName[];
  readonly host: (name: HostName) => Pick<HostClient, 'facts' | 'read'>;
  readonly home: CaHome | undefined;
}

export interface BackupSecrets {
  /** By path: what all control planes share, from one that has it, and the CAs of the operator. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** CAs of the operator that are not among them: no identity was given. */
  readonly locked: readonly CaName[];
}

/** @throws Failure refused/findings, pki/… */
export async function backupSecrets({desired, hosts, host: client, home}: Subject): Promise<BackupSecrets> {
  const names = sharedNames(desired);
  const query = {
    ...IDENTITY_QUERY,
    paths: names.flatMap(name => sharedFiles(name).map(({path}) => path)),
    publicTexts: [...new Set([...IDENTITY_QUERY.publicTexts, ...names.map(publicPath)])],
  };
  const facts = await Promise.all(
    hosts.map(async host => [host, await asFact(async () => known(await client(host).facts(query)))] as const),
  );
  const observed: ObservedCluster = {
    hosts: new Map(facts),
    // A secret that no control plane has is lost, whatever etcd says.
    etcd: unknown('not asked'),
    apiReady: new Map(),
    kube: unknown('not asked'),
    ...(home && {caHome: await asFact(async () => known(await home.facts()))}),
  };
  const problems = identityProblems(identitySubject(desired, observed));
  throwOnErrors('refused', 'a backup is not possible: the configuration and the hosts contradict each other', [
    ...findingsOf(problems.filter(({code}) => code.startsWith('identity/'))),
  ]);
  throwOnErrors('refused', 'a backup is not possible now', judgeSources(desired, observed));
  const sources = sharedSources(desired, observed);
  const locked = home?.hasIdentity === false ? encryptedSigners(names, sources) : [];
  const files = await Promise.all(
    [...sources].map(async ([name, source]) => {
      if (source.is === 'home' && home !== undefined && isCa(name)) return locked.includes(name) ? [] : home.read(name);
      if (source.is !== 'host') throw nothingShared(name);
      return readShared(name, source.host, path => client(source.host).read(path));
    }),
  );
  return {files: new Map(files.flat().map(({path, content}) => [path, Buffer.from(content)])), locked};
}

/** A backup without a CA would be of no use. @throws Failure refused/findings */
export function assertComplete({locked}: BackupSecrets, home: CaHome | undefined): void {
  const missing = home === undefined || locked.length === 0 ? [] : [identityMissing(locked, home.directory)];
  throwOnErrors('refused', 'a backup is not possible now', missing);
}

const nothingShared = (name: string): Failure =>
  new Failure('pki/shared-missing', `no control plane has the ${name} of the cluster`, {
    suggestions: ['quorate topology check'],
  });
