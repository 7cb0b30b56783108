import {basename} from 'node:path/posix';
import {type Bundle, bundleFromJSON} from '@sigstore/bundle';
import {type TrustMaterial, toSignedEntity} from '@sigstore/verify';
import type {Signature} from '../../core/artifacts/bundle.js';
import {isRecord} from '../../core/artifacts/parse-value.js';
import type {Digest} from '../../core/model/names.js';
import {badSignature, shown} from './failures.js';
import {verifyEntity} from './verify-entity.js';

/** A file that a build made, by its name without folders. */
interface Subject {
  readonly name: string;
  readonly sha256: string;
}

/**
 * What a release was built as: one Sigstore bundle a line, each with an in-toto statement. All of them must be signed by
 * the expected workflow.
 *
 * @param path of the provenance, for messages.
 * @throws Failure artifacts/bad-signature
 */
export const readProvenance = (
  path: string,
  content: Buffer,
  expected: Signature,
  trust: TrustMaterial,
): readonly Subject[] => {
  const lines = content
    .toString()
    .split('\n')
    .filter(line => line.trim() !== '');
  if (lines.length === 0) throw badSignature(path, 'it is empty');
  return lines.flatMap(line => {
    const {bundle, entity} = parsed(path, line);
    verifyEntity(path, entity, expected, trust);
    return subjectsOf(path, bundle);
  });
};

const parsed = (path: string, line: string) => {
  try {
    const bundle = bundleFromJSON(JSON.parse(line));
    return {bundle, entity: toSignedEntity(bundle)};
  } catch (cause) {
    throw badSignature(path, 'it is not a Sigstore bundle', cause);
  }
};

const subjectsOf = (path: string, {content}: Bundle): readonly Subject[] => {
  const {payloadType, payload} = content.$case === 'dsseEnvelope' ? content.dsseEnvelope : {};
  const statement = payloadType === 'application/vnd.in-toto+json' ? jsonOf(payload) : undefined;
  if (!isRecord(statement) || !isProvenance(statement.predicateType) || !Array.isArray(statement.subject))
    throw badSignature(path, 'it is signed, and it is not the provenance of a build');
  return statement.subject.flatMap((subject: unknown) => {
    if (!isRecord(subject) || !isRecord(subject.digest)) return [];
    const {name, digest} = subject;
    return typeof name === 'string' && typeof digest.sha256 === 'string' ? [{name, sha256: digest.sha256}] : [];
  });
};

/** Other statements of the same workflow, such as a list of packages, do not say what it built. */
const isProvenance = (type: unknown): boolean =>
  typeof type === 'string' && type.startsWith('https://slsa.dev/provenance/');

const jsonOf = (payload: Buffer | undefined): unknown => {
  try {
    return JSON.parse(payload?.toString() ?? '');
  } catch {
    return undefined;
  }
};

/**
 * The name is compared as well: another file of the same release is not what was asked for.
 * @throws Failure artifacts/bad-signature
 */
export const requireSubject = (
  {path, sha256}: {readonly path: string; readonly sha256: Digest},
  subjects: readonly Subject[],
): void => {
  const named = subjects.filter(({name}) => name === basename(path));
  if (named.some(subject => subject.sha256 === sha256)) return;
  throw badSignature(
    path,
    named.length === 0
      ? 'the provenance of the release does not name it'
      : `its digest is ${sha256}, and the provenance of the release has ${shown(named[0]!.sha256)}`,
  );
};
