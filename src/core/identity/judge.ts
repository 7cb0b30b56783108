import {certificateAuthorities} from './ca.js';
import {elsewhere} from './elsewhere.js';
import {members} from './members.js';
import {ofHost} from './of-host.js';
import {roles} from './roles.js';
import {settings} from './settings.js';
import type {IdentityCheck, IdentityProblem, IdentitySubject} from './subject.js';

/**
 * Everything that says that the configuration is about other hosts, or another cluster, than those that answer. Each
 * stops every run before its first change.
 */
export const identityProblems = (subject: IdentitySubject): readonly IdentityProblem[] => {
  const whose = ofHost(subject);
  // Of a machine that is another host nothing else is to be said: it would be said of the wrong one.
  const strangers = new Set<string | undefined>(whose.filter(({code}) => STRANGE.includes(code)).map(({host}) => host));
  const hosts = new Map([...subject.observed.hosts].filter(([name]) => !strangers.has(name)));
  const apart = {...subject, observed: {...subject.observed, hosts}};
  const others = CHECKS.flatMap(check => check(apart));
  return distinct([...whose, ...others]);
};

const STRANGE: readonly string[] = ['identity/other-cluster', 'identity/other-host', 'identity/unreadable'];

const CHECKS: readonly IdentityCheck[] = [settings, roles, certificateAuthorities, elsewhere, members];

/** One problem of a kind a host is enough. */
const distinct = (problems: readonly IdentityProblem[]): readonly IdentityProblem[] =>
  [
    ...new Map(
      problems
        .toReversed()
        .map(each => [`${each.code} ${each.host ?? each.values?.setting ?? ''} ${each.values?.path ?? ''}`, each]),
    ).values(),
  ].toReversed();
