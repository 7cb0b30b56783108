import type {Artifact} from '../../core/artifacts/bundle.js';
import {by} from '../../core/group-by.js';
import {signingOf} from './signers.js';

/** What is verified of each version of a component: "runc 1.4.3: signed with OpenPGP, not verified". */
export const signatureLines = (artifacts: readonly Artifact[]): readonly string[] =>
  [...by(artifacts, ({component, version}) => `${component} ${version}`)].map(
    ([what, parts]) => `${what}: ${statusOf(parts)}`,
  );

const statusOf = (parts: readonly Artifact[]): string => {
  const [first] = parts;
  const {component, version, signature} = first!;
  if (signature !== undefined && parts.every(part => part.signature?.identity === signature.identity))
    return `signed by ${signature.identity} (issuer ${signature.issuer})`;
  const signing = signingOf(component, version);
  if (signing.by === 'other') return `signed ${signing.how}, not verified`;
  return signing.by === 'none' ? 'no signature published' : 'signature not verified';
};
