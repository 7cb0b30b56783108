import type {DesiredCluster} from '../model/desired.js';
import type {Finding} from '../model/finding.js';
import type {HostName} from '../model/names.js';
import type {HostFacts, ObservedCluster} from '../model/observed.js';
import {sharedFiles, sharedNames} from '../pki/shared-secrets.js';
import type {SharedName, SharedSource} from '../pki/types.js';

/** Where each shared secret comes from in this run. */
export type SharedSources = ReadonlyMap<SharedName, SharedSource>;

/** A secret that some host holds whole is read from there; one that no host holds is made new. */
export function sharedSources(desired: DesiredCluster, observed: ObservedCluster): SharedSources {
  return new Map(
    sharedNames(desired).map(name => {
      const [holder] = holders(name, desired, observed);
      return [name, holder === undefined ? {is: 'new'} : {is: 'host', host: holder.host}];
    }),
  );
}

/**
 * Reasons not to trust those sources: two control planes that hold different secrets, a control plane that cannot be
 * read while no other holds the secret (it may hold it), a formed cluster whose secret is gone.
 */
export function judgeSources(desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  return sharedNames(desired).flatMap(name => [
    ...differing(name, holders(name, desired, observed)),
    ...missing(name, desired, observed),
  ]);
}

interface Holder {
  readonly host: HostName;
  readonly facts: HostFacts;
}

function holders(name: SharedName, desired: DesiredCluster, observed: ObservedCluster): readonly Holder[] {
  return desired.controlPlanes.flatMap(({host}) => {
    const facts = observed.hosts.get(host);
    const uninterruptible = facts?.known === true && sharedFiles(name).every(file => facts.value.files.has(file.path));
    return uninterruptible ? [{host, facts: facts.value}] : [];
  });
}

function differing(name: SharedName, holding: readonly Holder[]): readonly Finding[] {
  const [first, ...others] = holding;
  return others
    .filter(other => sharedFiles(name).some(({path}) => digest(other, path) !== digest(first!, path)))
    .map(other => ({
      code: 'pki/secrets-differ',
      level: 'error',
      message: `${other.host}: its ${name} (${sharedFiles(name)[0]!.path}) differs from that of ${first!.host}`,
      fix: `find out which of the two the cluster uses, then copy it over the other by hand`,
    }));
}

const digest = (holder: Holder, path: string) => holder.facts.files.get(path)?.digest;

function missing(name: SharedName, desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  if (holders(name, desired, observed).length > 0) return [];
  const [path, publicPath] = sharedFiles(name).map(file => file.path) as [string, string?];
  const unread = desired.controlPlanes.filter(({host}) => observed.hosts.get(host)?.known !== true);
  const formed = observed.etcd.known && observed.etcd.value.is === 'formed';
  const trusting = formed ? [] : trustedBy(publicPath, observed);
  return [
    ...unread.map(
      ({host}): Finding => ({
        code: 'pki/source-unknown',
        level: 'error',
        message: `${host}: cannot be read, so whether it holds the cluster's ${name} (${path}) is not known`,
        fix: `make ${host} reachable, or take it out of the configuration`,
      }),
    ),
    ...(formed
      ? [
          {
            code: 'pki/secret-lost',
            level: 'error',
            message: `the cluster is formed, but no control plane holds its ${name} (${path}) whole`,
            fix: 'put the files back from a backup: a new one would cut off everything signed by the old one',
          } as const,
        ]
      : []),
    ...trusting.map(
      (host): Finding => ({
        code: 'pki/secret-lost',
        level: 'error',
        message: `${host}: holds ${publicPath}, but no control plane holds the cluster's ${name} (${path}) whole`,
        fix: 'put the files back from a backup; or, when the cluster is given up: quorate reset --all',
      }),
    ),
  ];
}

/** Keys are written before their public half, and to control planes before any other host. */
const trustedBy = (publicPath: string | undefined, {hosts}: ObservedCluster): readonly HostName[] =>
  publicPath === undefined
    ? []
    : [...hosts].filter(([, facts]) => facts.known && facts.value.files.has(publicPath)).map(([host]) => host);
