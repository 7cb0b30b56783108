import type {DesiredCluster} from '../../model/desired.js';
import type {ObservedCluster} from '../../model/observed.js';
import {extraTrust} from '../../pki/rotation/extra-trust.js';
import {isSettled, publicPath} from '../../pki/rotation/generation.js';
import {rotationCommand} from '../../pki/rotation/names.js';
import {latestGeneration} from '../../pki/secret-sources.js';
import {sharedNames} from '../../pki/shared-secrets.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

export const rotationRule = ({situation: {desired, observed}}: DiagnosisContext): readonly RawFinding[] => [
  ...unfinishedRotations(desired, observed),
  ...extraTrustFindings(desired, observed),
];

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

/** CAs and keys that control planes trust, and no rotation explains: one finding for each shared secret. */
export const extraTrustFindings = (
  desired: DesiredCluster,
  {hosts}: Pick<ObservedCluster, 'hosts'>,
): readonly RawFinding[] =>
  sharedNames(desired).flatMap((name): readonly RawFinding[] => {
    if (name === 'encryption') return [];
    const path = publicPath(name);
    const found = desired.controlPlanes.flatMap(({host}) => {
      const text = knownValue(hosts.get(host))?.publicTexts.get(path);
      return text === undefined ? [] : extraTrust(text).map(digest => ({host, digest}));
    });
    const count = new Set(found.map(({digest}) => digest)).size;
    if (count === 0) return [];
    return [
      {
        code: 'pki/extra-trust',
        message: `${path} has ${count === 1 ? 'a certificate or key' : `${count} certificates or keys`} that no rotation explains`,
        evidence: found.map(({host, digest}) => `${host}: sha256 ${digest}`),
        subjects: [path],
        values: {path},
      },
    ];
  });
