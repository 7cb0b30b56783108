import type {DesiredCluster} from '../../model/desired.js';
import type {ObservedCluster} from '../../model/observed.js';
import {isSettled, publicPath} from '../../pki/rotation/generation.js';
import {rotationCommand} from '../../pki/rotation/names.js';
import {latestGeneration} from '../../pki/secret-sources.js';
import {sharedNames} from '../../pki/shared-secrets.js';
import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';

export const rotationRule = ({situation: {desired, observed}}: DiagnosisContext): readonly RawFinding[] =>
  unfinishedRotations(desired, observed);

/** Rotations that have started and are not complete, one finding each. */
export const unfinishedRotations = (desired: DesiredCluster, observed: ObservedCluster): readonly RawFinding[] =>
  sharedNames(desired).flatMap((name): readonly RawFinding[] => {
    const generation = latestGeneration(name, desired, observed);
    if (generation === undefined || isSettled(generation)) return [];
    const done = generation % 3;
    return [
      {
        code: 'pki/rotation-unfinished',
        message: `the rotation of ${name} is not complete: ${done} of 3 steps are done`,
        evidence: [done === 1 ? 'the old key signs, both are trusted' : 'the new key signs, both are trusted'],
        subjects: [publicPath(name)],
        remedy: `\`${rotationCommand(name)}\``,
      },
    ];
  });
