import {signingFiles} from '../../actions/ca-keys.js';
import {CA_SIGNER_PATH} from '../../pki/cas.js';
import {casAtHome} from '../../pki/home/at-home.js';
import {judgeHome} from '../../pki/home/judge.js';
import {type DiagnosisContext, knownOf} from '../context.js';
import type {RawFinding} from '../findings.js';

/** The directory of the operator with the CAs, and keys on hosts that it has. */
export const caHomeRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...directory(context),
  ...keysOnHosts(context),
];

function directory({desired, evidence: {observed}}: DiagnosisContext): readonly RawFinding[] {
  if (observed.caHome === undefined) return [];
  return casAtHome(desired).flatMap(name =>
    judgeHome(name, observed).map(({code, message, fix}) => ({
      code: code as HomeCode,
      message,
      evidence: [],
      subjects: [name],
      ...(fix === undefined ? {} : {remedy: fix}),
    })),
  );
}

type HomeCode = 'pki/home-unreadable' | 'pki/home-empty' | 'pki/home-differs';

function keysOnHosts({situation: {desired, observed}}: DiagnosisContext): readonly RawFinding[] {
  const paths = signingFiles(casAtHome(desired)).filter(path => path !== CA_SIGNER_PATH);
  return knownOf(observed.hosts).flatMap(([host, {files}]): readonly RawFinding[] => {
    const found = paths.filter(path => files.has(path));
    if (found.length === 0) return [];
    const message = `${host}: has private keys of CAs that the operator keeps: ${found.join(', ')}`;
    return [{code: 'pki/ca-key-on-host', host, message, evidence: [], subjects: found}];
  });
}
