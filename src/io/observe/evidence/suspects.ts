import type {Evidence, HostEvidence, KubeEvidence} from '../../../core/diagnosis/evidence.js';
import type {DesiredCluster} from '../../../core/model/desired.js';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import {type Digest, digestOf, type HostName} from '../../../core/model/names.js';
import {ENCRYPTION_CONFIG} from '../../../core/render/paths.js';
import {asFact} from '../../as-fact.js';
import type {KubeCall} from '../../kube/call.js';

const API_SERVER = 'kube-apiserver.service';

/** What is asked of API servers only when something else makes it likely to differ: a healthy cluster is not asked. */
export async function askSuspects(
  call: KubeCall,
  desired: DesiredCluster,
  {observed, hosts}: Pick<Evidence, 'observed' | 'hosts'>,
  etcdRevision: () => Promise<string | undefined>,
): Promise<Pick<KubeEvidence, 'watchCaches' | 'encryption'>> {
  const serving = desired.controlPlanes.flatMap(({host}) => {
    const ready = observed.apiReady.get(host);
    return ready?.known && ready.value ? [host] : [];
  });
  const older = serving.filter(host => isOlderThanEtcd(host, desired, hosts));
  const outdated = serving.filter(host => hasOtherEncryption(host, observed));
  const [seen, loaded] = await Promise.all([
    answers(older, host => askCacheRevision(call, host)),
    answers(outdated, host => askEncryption(call, host)),
  ]);
  // After them, so that a larger one in a cache is no matter of time.
  const etcd = seen.size === 0 ? undefined : await etcdRevision();
  return {
    ...(etcd === undefined
      ? {}
      : {watchCaches: new Map([...seen].map(([host, revision]) => [host, {seen: revision, etcd}]))}),
    ...(loaded.size === 0 ? {} : {encryption: loaded}),
  };
}

/** All members started after this API server: their data may be from a snapshot. */
function isOlderThanEtcd(host: HostName, {etcd}: DesiredCluster, hosts: Evidence['hosts']): boolean {
  const server = activeSeconds(hosts.get(host), API_SERVER);
  const members = etcd.map(member => activeSeconds(hosts.get(member.host), 'etcd.service'));
  return (
    server !== undefined && members.length > 0 && members.every(seconds => seconds !== undefined && seconds < server)
  );
}

const activeSeconds = (fact: Fact<HostEvidence> | undefined, unit: string): number | undefined =>
  fact?.known ? fact.value.units.get(unit)?.activeSeconds : undefined;

/** Some of its inputs changed since it was started, and it reads this file. */
function hasOtherEncryption(host: HostName, {hosts}: Evidence['observed']): boolean {
  const facts = hosts.get(host);
  return (
    facts?.known === true &&
    facts.value.units.get(API_SERVER)?.fresh === false &&
    facts.value.files.has(ENCRYPTION_CONFIG)
  );
}

async function answers<T>(
  hosts: readonly HostName[],
  ask: (host: HostName) => Promise<Fact<T>>,
): Promise<ReadonlyMap<HostName, T>> {
  const asked = await Promise.all(hosts.map(async host => [host, await ask(host)] as const));
  return new Map(asked.flatMap(([host, fact]) => (fact.known ? [[host, fact.value] as const] : [])));
}

const askCacheRevision = (call: KubeCall, host: HostName): Promise<Fact<string>> =>
  asFact(async () => {
    const {code, stdout} = await call(host, 'cache-revision');
    const revision = code === 0 ? cacheRevisionIn(stdout.toString()) : undefined;
    return revision === undefined ? unknown('no answer') : known(revision);
  });

/** The revision of a list comes before its items. */
export const cacheRevisionIn = (text: string): string | undefined =>
  /^[^[]*"metadata":\{[^{}[]*"resourceVersion":"(\d{1,19})"/.exec(text.slice(0, 1000))?.[1];

const askEncryption = (call: KubeCall, host: HostName): Promise<Fact<Digest>> =>
  asFact(async () => {
    const {code, stdout} = await call(host, 'encryption');
    const digest = code === 0 ? encryptionIn(stdout.toString()) : undefined;
    return digest === undefined ? unknown('no answer') : known(digest);
  });

/** `…_last_config_info{apiserver_id_hash="sha256:…",hash="sha256:…"}`; undefined unless there is exactly one. */
export function encryptionIn(text: string): Digest | undefined {
  const [first, ...more] = [...text.matchAll(/[{,]hash="(?:sha256:)?([0-9a-f]{64})"/g)].map(([, hex]) => hex!);
  return first === undefined || more.length > 0 ? undefined : digestOf(first);
}
