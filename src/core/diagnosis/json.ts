import type {z} from 'zod';
import type {Finding} from '../model/finding.js';
import {tolerance} from '../quorum/quorum.js';
import type {Diagnosis, QuorumStatus} from './diagnosis.js';
import {diagnosisFile} from './schema.js';

/** For machines: versioned, keys in the order of the schema, the same bytes for the same evidence. */
export const toJson = (diagnosis: Diagnosis): z.infer<typeof diagnosisFile> =>
  diagnosisFile.parse({apiVersion: 'quorate/v1alpha1', kind: 'Diagnosis', ...diagnosis});

/**
 * 0: healthy. 1: findings of at least this level. 5: quorum is lost, or the next failure loses it although the cluster
 * was built to survive one. One or two voters survive none on their best day: that is how they were built, and an
 * alarm that is always on is turned off.
 */
export function exitCode(
  {verdict, findings}: Pick<Diagnosis, 'verdict' | 'findings'>,
  failOn: Finding['level'] = 'error',
): 0 | 1 | 5 {
  if (verdict.quorate === 'no' || isAtRisk(verdict)) return 5;
  const counts = LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
  return findings.some(({level}) => counts.includes(level)) ? 1 : 0;
}

const LEVELS: readonly Finding['level'][] = ['error', 'warning', 'note'];

const isAtRisk = ({quorate, voters, spare}: QuorumStatus): boolean =>
  quorate === 'yes' && spare === 0 && tolerance(voters) > 0;
