import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import type {Signature} from '../../../src/core/artifacts/bundle.js';
import {digestOf} from '../../../src/core/model/names.js';
import type {PublishedFile} from '../../../src/io/signatures/verify.js';
import {sha256, type TestSigstore, testSigstore} from '../../support/sigstore.js';
import {verifying} from './verifying.js';

const FOLDER = 'github.com/containerd/containerd/releases/download/v2.3.4';
const PROVENANCE = `${FOLDER}/containerd-2.3.4-attestation.intoto.jsonl`;
const WORKFLOW: Signature = {
  identity: 'https://github.com/containerd/containerd/.github/workflows/release.yml@refs/tags/v2.3.4',
  issuer: 'https://token.actions.githubusercontent.com',
};

const fileName = (arch: string) => `containerd-static-2.3.4-linux-${arch}.tar.gz`;
const archive = (arch: string): PublishedFile => ({
  component: 'containerd',
  version: '2.3.4',
  path: `${FOLDER}/${fileName(arch)}`,
  sha256: digestOf(sha256(arch)),
});
const AMD64 = archive('amd64');

const SUBJECTS = ['amd64', 'arm64'].map(arch => ({name: fileName(arch), digest: {sha256: sha256(arch)}}));
const STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: SUBJECTS,
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {},
};

let sigstore: TestSigstore;
beforeAll(async () => {
  sigstore = await testSigstore();
});

const attested = (statement: object = STATEMENT, signer = WORKFLOW, payloadType?: string) =>
  sigstore.attest(statement, signer, payloadType);
const lines = (...bundles: readonly object[]): string => `${bundles.map(each => JSON.stringify(each)).join('\n')}\n`;
const verifier = (text: string) => verifying(sigstore, new Map([[PROVENANCE, Buffer.from(text)]]));

describe('the provenance of a release', () => {
  test('is read and verified once for all files that it names', async () => {
    const {verify, asked} = verifier(lines(await attested()));
    const expected = {result: 'verified', signature: WORKFLOW};
    expect(await Promise.all(['amd64', 'arm64'].map(arch => verify(archive(arch))))).toEqual([expected, expected]);
    expect(asked).toEqual([PROVENANCE]);
  });

  test('may have several statements', async () => {
    const statements = SUBJECTS.map(subject => attested({...STATEMENT, subject: [subject]}));
    const {verify} = verifier(lines(...(await Promise.all(statements))));
    expect(await verify(archive('arm64'))).toMatchObject({result: 'verified'});
  });

  test.each([
    [{...WORKFLOW, identity: WORKFLOW.identity.replace('v2.3.4', 'v2.3.3')}, 'refs/tags/v2.3.3 (issuer'],
    [{...WORKFLOW, identity: WORKFLOW.identity.replace('tags/v2.3.4', 'heads/main')}, 'refs/heads/main (issuer'],
    [
      {...WORKFLOW, identity: WORKFLOW.identity.replace('containerd/containerd', 'mallory/containerd')},
      'by https://github.com/mallory/',
    ],
    [{...WORKFLOW, issuer: 'https://login.example.com'}, '(issuer https://login.example.com)'],
  ])('is refused if it was made by %j', async (signer, found) => {
    await expect(verifier(lines(await attested(STATEMENT, signer))).verify(AMD64)).rejects.toMatchObject({
      code: 'artifacts/bad-signature',
      message: expect.stringContaining(found),
    });
  });

  const withSubject = (...subject: readonly unknown[]) => attested({...STATEMENT, subject});

  test.each<[string, () => Promise<string>]>([
    [
      'it has another digest of the file',
      async () => lines(await withSubject({...SUBJECTS[0], digest: {sha256: sha256('x')}})),
    ],
    ['it does not name the file', async () => lines(await withSubject(SUBJECTS[1]))],
    [
      'it has the digest under another name',
      async () => lines(await withSubject({...SUBJECTS[0], name: fileName('arm64')})),
    ],
    [
      'it has another kind of digest',
      async () => lines(await withSubject({name: fileName('amd64'), digest: {sha512: sha256('amd64')}})),
    ],
    [
      'it has no names',
      async () => lines(await withSubject(null, 1, {digest: {sha256: sha256('amd64')}}, {name: fileName('amd64')})),
    ],
    ['its subject is not a list', async () => lines(await attested({...STATEMENT, subject: SUBJECTS[0]}))],
    [
      'it is a list of packages',
      async () => lines(await attested({...STATEMENT, predicateType: 'https://spdx.dev/Document'})),
    ],
    ['its content has another type', async () => lines(await attested(STATEMENT, WORKFLOW, 'application/json'))],
    [
      'one of its statements is of another identity',
      async () => lines(await attested(), await attested(STATEMENT, {...WORKFLOW, identity: 'x'})),
    ],
    [
      'its content was changed',
      async () => {
        const bundle = await attested();
        bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify({...STATEMENT, predicate: {changed: true}})).toString(
          'base64',
        );
        return lines(bundle);
      },
    ],
    [
      'its signature is of another statement',
      async () => {
        const [bundle, other] = await Promise.all([attested(), attested({...STATEMENT, predicate: {}})]);
        bundle.dsseEnvelope.signatures = other.dsseEnvelope.signatures;
        return lines(bundle);
      },
    ],
    [
      'it is in no log',
      async () => {
        const {verificationMaterial, ...bundle} = await attested();
        return lines({...bundle, verificationMaterial: {...(verificationMaterial as object), tlogEntries: []}});
      },
    ],
    ['it is empty', async () => ''],
    ['it is a page', async () => '<html>'],
    ['it is null', async () => 'null'],
    ['it is an empty object', async () => '{}'],
    ['it is followed by something else', async () => `${lines(await attested())}{}`],
    ['it is too long', async () => `${lines(await attested())}${' '.repeat(1_100_000)}`],
  ])('is refused if %s', async (_title, text) => {
    await expect(verifier(await text()).verify(AMD64)).rejects.toMatchObject({code: 'artifacts/bad-signature'});
  });

  test('is required', async () => {
    await expect(verifying(sigstore, new Map()).verify(AMD64)).rejects.toMatchObject({
      code: 'artifacts/signature-unavailable',
      message: expect.stringContaining(PROVENANCE),
    });
  });

  test('is verified, or refused with a code, whatever is changed', async () => {
    const text = Buffer.from(lines(await attested()));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.array(fc.nat(255), {maxLength: 3}),
        fc.nat(3),
        async (at, inserted, removed) => {
          const bytes = Buffer.concat([text.subarray(0, at), Buffer.from(inserted), text.subarray(at + removed)]);
          const check = verifying(sigstore, new Map([[PROVENANCE, bytes]])).verify(AMD64);
          const outcome = await check.catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toMatchObject({code: 'artifacts/bad-signature'});
          else expect(outcome).toEqual({result: 'verified', signature: WORKFLOW});
        },
      ),
    );
  });
});
