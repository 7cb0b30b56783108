import {certificateAuthorities} from './ca.js';
import {elsewhere} from './elsewhere.js';
import {members} from './members.js';
import {ofHost} from './of-host.js';
import {restoreInterrupted} from './restore-interrupted.js';
import {roles} from './roles.js';
import {settings} from './settings.js';
import type {IdentityCheck, IdentityProblem, IdentitySubject} from './subject.js';

/**
 * Everything that shows that the configuration describes other hosts, or another cluster, than those that answer. Each
 * problem stops every run before its first change.
 */
export const identityProblems = (subject: IdentitySubject): readonly IdentityProblem[] => {
  const hostProblems = ofHost(subject);
  // Different ids of members are right until it is complete.
  const interrupted = restoreInterrupted(subject);
  if (interrupted.length > 0) return distinct([...hostProblems, ...interrupted]);
  // Other checks of a machine that is another host would report the wrong host.
  const strangers = new Set<string | undefined>(
    hostProblems.filter(({code}) => WRONG_MACHINE.includes(code)).map(({host}) => host),
  );
  const hosts = new Map([...subject.observed.hosts].filter(([name]) => !strangers.has(name)));
  const apart = {...subject, observed: {...subject.observed, hosts}};
  const others = CHECKS.flatMap(check => check(apart));
  return distinct([...hostProblems, ...others]);
};

const WRONG_MACHINE: readonly string[] = ['identity/other-cluster', 'identity/other-host', 'identity/unreadable'];

const CHECKS: readonly IdentityCheck[] = [settings, roles, certificateAuthorities, elsewhere, members];

/** One problem of each kind for each host. */
const distinct = (problems: readonly IdentityProblem[]): readonly IdentityProblem[] =>
  [
    ...new Map(
      problems
        .toReversed()
        .map(each => [`${each.code} ${each.host ?? each.values?.setting ?? ''} ${each.values?.path ?? ''}`, each]),
    ).values(),
  ].toReversed();
