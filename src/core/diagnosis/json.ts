import type {z} from 'zod';
import type {Finding} from '../model/finding.js';
import {tolerance} from '../quorum/quorum.js';
import type {Diagnosis, QuorumStatus} from './diagnosis.js';
import {diagnosisFile} from './schema.js';

/** For machines: versioned, keys in the order of the schema, the same bytes for the same evidence. */
export const toJson = (diagnosis: Diagnosis): z.infer<typeof diagnosisFile> =>
  diagnosisFile.parse({apiVersion: 'quorate/v1alpha2', kind: 'Diagnosis', ...diagnosis});

/**
 * 0: healthy. 1: findings of at least this level. 5: quorum is lost, or the next failure loses it although the voters
 * could tolerate one if all were healthy. One or two voters never tolerate a failure: that is no reason to fail.
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

const isAtRisk = ({quorate, voters, tolerance: current}: QuorumStatus): boolean =>
  quorate === 'yes' && current === 0 && tolerance(voters) > 0;
