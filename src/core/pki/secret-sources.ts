import type {DesiredCluster} from '../model/desired.js';
import type {Finding} from '../model/finding.js';
import type {HostName} from '../model/names.js';
import type {HostFacts, ObservedCluster} from '../model/observed.js';
import {oncePer} from '../once-per.js';
import {isCa} from './cas.js';
import {keyDigestIn} from './certificate-file.js';
import {homeText, isAtHome} from './home/at-home.js';
import {judgeHome} from './home/judge.js';
import {homeSource} from './home/source.js';
import {type Generation, generationOf, nextStep, publicPath} from './rotation/generation.js';
import {sharedFiles, sharedNames} from './shared-secrets.js';
import type {SharedName, SharedSource} from './types.js';

/** Where each shared secret comes from in this run. */
export type SharedSources = ReadonlyMap<SharedName, SharedSource>;

/**
 * A secret that a control plane has completely is copied from it; a secret that none has is generated. During a rotation
 * the control plane with the latest generation counts: a step begins only when all hosts have completed the one before.
 */
export const sharedSources = (desired: DesiredCluster, observed: ObservedCluster): SharedSources =>
  sourcesIn(observed)(desired);

/** Each certificate of the cluster is judged by the CA that they name. */
const sourcesIn = oncePer((observed: ObservedCluster) =>
  oncePer(
    (desired: DesiredCluster): SharedSources =>
      new Map(
        sharedNames(desired).map(name => [
          name,
          isAtHome(name, desired) ? homeSource(name, desired, observed) : hostSource(name, desired, observed),
        ]),
      ),
  ),
);

/** A CA that moves back from the operator is on no host yet. */
function hostSource(name: SharedName, desired: DesiredCluster, observed: ObservedCluster): SharedSource {
  const [holder] = holders(name, desired, observed);
  if (holder !== undefined) return sourceOf(name, holder, desired);
  return isCa(name) && homeText(name, observed) !== undefined ? homeSource(name, desired, observed) : {is: 'new'};
}

function sourceOf(name: SharedName, {host, generation}: Holder, {rotation}: DesiredCluster): SharedSource {
  return rotation?.secret === name && rotation.generation > generation
    ? {is: 'next', host, step: nextStep(generation)}
    : {is: 'host', host};
}

/** The latest generation of a secret where it is; undefined if nothing has it. */
export const latestGeneration = (
  name: SharedName,
  desired: DesiredCluster,
  observed: ObservedCluster,
): Generation | undefined => {
  const home = isCa(name) ? homeText(name, observed) : undefined;
  const atHome = home === undefined ? undefined : generationOf(name, home);
  return isAtHome(name, desired) ? atHome : (holders(name, desired, observed)[0]?.generation ?? atHome);
};

/**
 * Reasons to refuse these sources: a directory of the operator that does not fit, control planes with different secrets, a
 * control plane that cannot be read while no other has the secret (it may have it), and a bootstrapped cluster whose secret is
 * lost.
 */
export function judgeSources(desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  // A removal would leave none, and is refused for that. No secret is lost.
  if (desired.controlPlanes.length === 0) return [];
  return sharedNames(desired).flatMap(name => {
    if (isAtHome(name, desired)) return judgeHome(name, observed);
    const found = holders(name, desired, observed);
    // It moves back from the operator.
    if (found.length === 0 && isCa(name) && homeText(name, observed) !== undefined) return judgeHome(name, observed);
    return [...differing(name, found), ...farApart(name, found), ...missing(name, desired, observed)];
  });
}

interface Holder {
  readonly host: HostName;
  readonly facts: HostFacts;
  readonly generation: Generation;
  /** Only one of its files was written before a run was killed. */
  readonly isTorn: boolean;
}

/** The latest generation first, and complete files before torn ones. */
function holders(name: SharedName, desired: DesiredCluster, observed: ObservedCluster): readonly Holder[] {
  const complete = (host: HostName): readonly Holder[] => {
    const facts = observed.hosts.get(host);
    const isComplete = facts?.known === true && sharedFiles(name).every(file => facts.value.files.has(file.path));
    return isComplete ? [holderOf(name, host, facts.value)] : [];
  };
  const staying = desired.controlPlanes.flatMap(({host}) => complete(host));
  const {leavingControlPlane: leaving} = desired;
  if (staying.length > 0 || leaving === undefined)
    return staying.toSorted(
      (one, other) => other.generation - one.generation || Number(one.isTorn) - Number(other.isTorn),
    );
  return complete(leaving).filter(holder => isThatHost(holder, desired));
}

function holderOf(name: SharedName, host: HostName, facts: HostFacts): Holder {
  const publicText = facts.publicTexts.get(publicPath(name));
  const keyDigest = publicText === undefined ? undefined : keyDigestIn(publicText);
  return {
    host,
    facts,
    generation: generationOf(name, publicText),
    // A CA of other tools does not name its key.
    isTorn: keyDigest !== undefined && facts.files.get(sharedFiles(name)[0]!.path)?.digest !== keyDigest,
  };
}

/** At the address of a lost host another machine may answer, with the keys of another cluster. */
const isThatHost = ({host, facts: {identity}}: Holder, {name}: DesiredCluster): boolean =>
  identity?.known === true && identity.value.host === host && identity.value.clusterName === name;

function differing(name: SharedName, found: readonly Holder[]): readonly Finding[] {
  const [first, ...others] = found;
  return others
    .filter(({generation, isTorn}) => generation === first!.generation && !isTorn)
    .flatMap((other): readonly Finding[] => {
      const paths = comparedFiles(name, other).map(({path}) => path);
      const different = paths.filter(path => digest(other, path) !== digest(first!, path));
      if (different.length === 0) return [];
      return [
        {
          code: 'pki/secrets-differ',
          level: 'error',
          message: `${name} on ${other.host} does not match ${first!.host}: ${different.join(', ')}`,
          fix: DIFFERING_FIX,
        },
      ];
    });
}

const DIFFERING_FIX = 'find out which of the two the cluster uses; keep a copy of the other, then replace it by hand';

/**
 * A step of a rotation begins when all control planes have completed the one before. Of those that are two steps apart, some
 * were off: either few that are behind, with an old image of their disk, or few that are ahead, while the others went back to
 * a backup. What most of them have is in use.
 */
function farApart(name: SharedName, found: readonly Holder[]): readonly Finding[] {
  const [first] = found;
  const allBehind = found.filter(({generation}) => generation < first!.generation - 1);
  const [behind] = allBehind;
  if (behind === undefined || allBehind.length < found.length - allBehind.length) return [];
  return [
    {
      code: 'pki/secrets-differ',
      level: 'error',
      message: `${name} on ${first!.host} is ${first!.generation - behind.generation} steps of a rotation ahead of ${behind.host}: one of the two is not that of the cluster`,
      fix: DIFFERING_FIX,
    },
  ];
}

/**
 * Where the public file does not name its key, only that file says which secret it is: a key that was written before it,
 * or does not fit it, is noticed when it is read.
 */
const comparedFiles = (name: SharedName, {facts}: Holder) =>
  keyDigestIn(facts.publicTexts.get(publicPath(name)) ?? '') === undefined
    ? sharedFiles(name).slice(-1)
    : sharedFiles(name);

const digest = (holder: Holder, path: string) => holder.facts.files.get(path)?.digest;

function missing(name: SharedName, desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] {
  if (holders(name, desired, observed).length > 0) return [];
  const [path, publicPath] = sharedFiles(name).map(file => file.path) as [string, string?];
  const unread = desired.controlPlanes.filter(({host}) => observed.hosts.get(host)?.known !== true);
  const formed = observed.etcd.known && observed.etcd.value.is === 'formed';
  const withPublicFile = formed ? [] : hostsWith(publicPath, observed);
  return [
    ...unread.map(
      ({host}): Finding => ({
        code: 'pki/source-unknown',
        level: 'error',
        message: `${host}: cannot be read, and may have the only copy of ${name} (${path})`,
        fix: `make ${host} reachable, then run the same command again`,
      }),
    ),
    ...(formed
      ? [
          {
            code: 'pki/secret-lost',
            level: 'error',
            message: `the cluster is bootstrapped, and no control plane has a complete ${name} (${path})`,
            fix: 'restore the files from a backup: a new secret would invalidate everything that depends on the old one',
          } as const,
        ]
      : []),
    ...withPublicFile.map(
      (host): Finding => ({
        code: 'pki/secret-lost',
        level: 'error',
        message: `${host}: has ${publicPath}, and no control plane has a complete ${name} (${path})`,
        fix: 'restore the files from a backup; to discard the cluster: `quorate reset --all`',
      }),
    ),
  ];
}

/** Hosts that have the public file: keys are written before it, and to control planes before other hosts. */
const hostsWith = (publicPath: string | undefined, {hosts}: ObservedCluster): readonly HostName[] =>
  publicPath === undefined
    ? []
    : [...hosts].filter(([, facts]) => facts.known && facts.value.files.has(publicPath)).map(([host]) => host);
