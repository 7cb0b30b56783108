import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {caCertPath} from '../core/pki/cas.js';
import {casAtHome, homeText, isTornAtHome} from '../core/pki/home/at-home.js';
import {judgeSources, sharedSources} from '../core/pki/secret-sources.js';
import type {CaName} from '../core/pki/types.js';
import {systemClock} from '../io/clock.js';
import {readShared} from '../io/pki/read-shared.js';
import {fileText} from '../io/pki/shared-secrets.js';
import type {CaHome} from '../ports/ca-home.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {HostFile} from '../ports/host.js';
import {throwOnErrors} from './checks.js';
import type {Environment} from './connect.js';
import {withCluster} from './session.js';

export interface ImportedCa {
  readonly ca: CaName;
  readonly from: HostName;
  /** False: the directory had it already. */
  readonly written: boolean;
}

/**
 * Stores the CAs of a cluster, whose keys are on its control planes, in the directory of the operator, decrypts them again
 * and compares. The hosts stay as they are: the next run deletes the keys there.
 *
 * @throws Failure config/pki-home, refused/findings, pki/…
 */
export async function importCas(config: ClusterConfig, environment: Environment): Promise<readonly ImportedCa[]> {
  if (config.pki.home !== 'operator') throw notConfigured();
  return withCluster(config, environment, ({cluster, desired, caHome}) => importCasIn(desired, cluster, caHome));
}

export async function importCasIn(
  desired: DesiredCluster,
  cluster: ClusterClient,
  home: CaHome | undefined,
): Promise<readonly ImportedCa[]> {
  const began = systemClock.monotonicMs();
  if (home === undefined) throw notConfigured();
  // The next run deletes the keys on the hosts.
  if (!home.hasIdentity) throw notDecryptable(home);
  return cluster.locked('pki import', began, async () => {
    const {observed} = await cluster.observe(desired, 'plan');
    const hosts = sourcesOnHosts(desired, observed);
    const imported: ImportedCa[] = [];
    for (const ca of casAtHome(desired)) {
      const from = hosts.get(ca);
      if (from === undefined) throw noKey(ca);
      const files = await readShared(ca, from, path => cluster.host(from).read(path));
      const written = isNew(ca, files, observed, home);
      if (written) await home.write(ca, files);
      await verify(ca, files, home);
      imported.push({ca, from, written});
    }
    return imported;
  });
}

/** By CA, the control plane that has it. */
function sourcesOnHosts(desired: DesiredCluster, observed: ObservedCluster): ReadonlyMap<string, HostName> {
  const {directory, ...pki} = desired.pki;
  const before: DesiredCluster = {...desired, pki: {...pki, home: 'hosts'}};
  const {caHome, ...onHosts} = observed;
  const refused = 'pki import is not possible';
  throwOnErrors(
    'refused',
    `${refused}: the configuration and the hosts contradict each other`,
    findingsOf(identityProblems(identitySubject(desired, observed)).filter(({code}) => code.startsWith('identity/'))),
  );
  throwOnErrors('refused', `${refused} now`, judgeSources(before, onHosts));
  const sources = [...sharedSources(before, onHosts)];
  return new Map(sources.flatMap(([name, source]) => (source.is === 'host' ? [[name, source.host] as const] : [])));
}

/** @throws Failure pki/home-differs, pki/home-unreadable */
function isNew(ca: CaName, files: readonly HostFile[], observed: ObservedCluster, home: CaHome): boolean {
  if (observed.caHome?.known === false)
    throw new Failure('pki/home-unreadable', observed.caHome.why, {
      suggestions: observed.caHome.failure?.suggestions ?? [],
    });
  const there = homeText(ca, observed);
  if (there === undefined) return true;
  if (there === fileText(files, caCertPath(ca))) return isTornAtHome(ca, observed);
  throw new Failure(
    'pki/home-differs',
    `${home.directory} has another CA ${ca} than the hosts; it was not overwritten`,
    {
      suggestions: ['name an empty directory in spec.pki.directory, then run the same command again'],
    },
  );
}

async function verify(ca: CaName, files: readonly HostFile[], home: CaHome): Promise<void> {
  const stored = await home.read(ca);
  const differs = files.some(({path}) => fileText(stored, path) !== fileText(files, path));
  if (differs)
    throw new Failure('pki/home-changed', `${home.directory}: the CA ${ca} is not what was written`, {
      suggestions: ['run the same command again'],
    });
}

const notConfigured = (): Failure =>
  new Failure('config/pki-home', 'the configuration does not keep CA keys with the operator (spec.pki.home)', {
    suggestions: ['set spec.pki.home to operator, with directory and recipients'],
  });

const notDecryptable = ({directory}: CaHome): Failure =>
  new Failure(
    'pki/identity-missing',
    `Importing the CAs into ${directory}: no identity was given, so that nothing shows that the keys can be decrypted again.`,
    {suggestions: ['quorate pki import --pki-identity-file FILE']},
  );

const noKey = (ca: CaName): Failure =>
  new Failure('pki/shared-missing', `no control plane has the key of the CA ${ca}`, {
    suggestions: ['quorate topology check'],
  });
