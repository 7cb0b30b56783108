import {counted, listed} from '../../format.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {ObservedCluster} from '../../model/observed.js';
import {type Ending, endingCas, endingOn} from '../../pki/ending.js';
import {day, isUrgent} from '../../pki/lifetimes.js';
import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';

/** CAs that end soon. Certificates that end with their CA are not due, so nothing else would say it. */
export const endingCasRule = ({situation: {desired, observed}, now}: DiagnosisContext): readonly RawFinding[] =>
  endingCaFindings(desired, observed, now);

export function endingCaFindings(
  desired: DesiredCluster,
  observed: Pick<ObservedCluster, 'hosts'>,
  now: Date,
): readonly RawFinding[] {
  const ending = firstToLast(endingCas(desired, observed, now));
  const [first] = ending;
  if (first === undefined) return [];
  return [
    {
      code: isUrgent(first.validity, now) ? 'pki/ca-expires-soon' : 'pki/ca-expiring',
      message: `${listed(ending.map(({path}) => path))} ${ending.length === 1 ? 'expires' : 'expire'} on ${day(first.validity.notAfter)}`,
      evidence: ending.map(({host, path, validity}) => `${host}: ${path} is valid until ${day(validity.notAfter)}`),
      subjects: ending.map(({path}) => path),
    },
  ];
}

/** Certificates of hosts that a run leaves out, and so does not renew. */
export function endingWhereLeftOut(
  leftOut: readonly HostName[],
  desired: DesiredCluster,
  observed: Pick<ObservedCluster, 'hosts'>,
  now: Date,
): readonly RawFinding[] {
  const ending = firstToLast(endingOn(leftOut, desired, observed, now));
  const [first] = ending;
  if (first === undefined) return [];
  const {notAfter} = first.validity;
  const hosts = [...new Set(ending.map(({host}) => host))];
  const what = counted(ending.length, 'certificate');
  return [
    {
      code: isUrgent(first.validity, now) ? 'cert/expires-soon' : 'cert/renewal-due',
      message: `${listed(hosts)}: this run does not renew ${what}; the first ${notAfter > now ? 'expires' : 'expired'} on ${day(notAfter)}`,
      evidence: [],
      subjects: hosts,
    },
  ];
}

const firstToLast = (ending: readonly Ending[]): readonly Ending[] =>
  ending.toSorted((one, other) => one.validity.notAfter.getTime() - other.validity.notAfter.getTime());
