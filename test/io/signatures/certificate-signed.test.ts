import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {type TestSigstore, testSigstore} from '../../support/sigstore.js';
import {certOf, entryOf, type Files, KUBELET, RELEASE, signed, sigOf} from './kubelet.js';
import {verifying} from './verifying.js';

let sigstore: TestSigstore;
beforeAll(async () => {
  sigstore = await testSigstore();
});

/** With one file replaced by another content, or by that of another signature over the same file. */
const replaced = async (which: (files: Files) => string, content?: string): Promise<Files> => {
  const [files, another] = await Promise.all([signed(sigstore), signed(sigstore)]);
  return files.set(which(files), content === undefined ? another.get(which(another))! : Buffer.from(content));
};
const pemOf = (files: Files): string => Buffer.from(files.get(certOf())!.toString(), 'base64').toString();

describe('a keyless signature beside a file', () => {
  test('is verified without the file', async () => {
    const files = await signed(sigstore);
    const {verify, asked} = verifying(sigstore, files);
    expect(await verify(KUBELET)).toEqual({result: 'verified', signature: RELEASE});
    expect(asked.toSorted()).toEqual([...files.keys()].toSorted());
    expect(asked).not.toContain(KUBELET.path);
  });

  test('may have its certificate in plain PEM', async () => {
    const files = await signed(sigstore);
    const {verify} = verifying(sigstore, files.set(certOf(), Buffer.from(pemOf(files))));
    expect(await verify(KUBELET)).toMatchObject({result: 'verified'});
  });

  test.each([
    ['mallory@example.com', RELEASE.issuer, 'mallory@example.com (issuer https://accounts.google.com)'],
    [`${RELEASE.identity}.example.com`, RELEASE.issuer, 'gserviceaccount.com.example.com (issuer'],
    [`x${RELEASE.identity}`, RELEASE.issuer, 'by xkrel-staging@'],
    [RELEASE.identity, 'https://login.example.com', 'issuer https://login.example.com'],
    ['a\u001b[2Jb', RELEASE.issuer, 'by a?[2Jb'],
  ])('is refused if it was made by %j of %s', async (identity, issuer, found) => {
    const {verify} = verifying(sigstore, await signed(sigstore, {identity, issuer}));
    await expect(verify(KUBELET)).rejects.toMatchObject({
      code: 'artifacts/bad-signature',
      message: expect.stringContaining(found),
    });
    await expect(verify(KUBELET)).rejects.toMatchObject({
      message: expect.stringMatching(`${KUBELET.path}: .* not by ${RELEASE.identity} \\(issuer ${RELEASE.issuer}\\)`),
    });
  });

  test.each<[string, () => Promise<Files>]>([
    ['it is over another file', () => signed(sigstore, RELEASE, 'another kubelet')],
    ['it is another one than that of the certificate', () => replaced(sigOf)],
    ['it is not base64', () => replaced(sigOf, '<html>')],
    ['it is empty', () => replaced(sigOf, '')],
    ['it is too long', () => replaced(sigOf, 'A'.repeat(2000))],
    ['its certificate is another one', () => replaced(certOf)],
    ['its certificate is not one', () => replaced(certOf, '<html>')],
    ['its certificate is PEM without content', () => replaced(certOf, '-----BEGIN CERTIFICATE-----')],
    ['its certificate is too long', () => replaced(certOf, 'A'.repeat(100_000))],
    [
      'it has two certificates',
      async () => {
        const files = await signed(sigstore);
        return files.set(certOf(), Buffer.from(pemOf(files).repeat(2)));
      },
    ],
    ['the log answers with the entry of another signature', () => replaced(entryOf)],
    ['the log answers with a page', () => replaced(entryOf, '<html>')],
    ['the log answers with null', () => replaced(entryOf, 'null')],
    ['the log answers with no entry', () => replaced(entryOf, '{}')],
    ['the log answers with a number', () => replaced(entryOf, '{"00": 1}')],
    ['the answer of the log is too long', () => replaced(entryOf, ' '.repeat(200_000))],
  ])('is refused if %s', async (_title, files) => {
    await expect(verifying(sigstore, await files()).verify(KUBELET)).rejects.toMatchObject({
      code: 'artifacts/bad-signature',
      message: expect.stringContaining(`Verifying the signature of ${KUBELET.path}: `),
    });
  });

  test.each([
    ['signature', sigOf],
    ['certificate', certOf],
    ['entry in the log', entryOf],
  ])('cannot be verified without its %s', async (_title, which) => {
    const files = await signed(sigstore);
    const path = which(files);
    files.delete(path);
    await expect(verifying(sigstore, files).verify(KUBELET)).rejects.toMatchObject({
      code: 'artifacts/signature-unavailable',
      message: expect.stringContaining(path),
    });
  });

  test.each(['download/dns', 'download/tls', 'interrupted/by-user'] as const)(
    'is not judged when a download fails with %s',
    async code => {
      const get = async () => {
        throw new Failure(code, 'there');
      };
      await expect(verifying(sigstore, new Map(), get).verify(KUBELET)).rejects.toMatchObject({code});
    },
  );

  test('is verified, or refused with a code, whatever is changed', async () => {
    const files = await signed(sigstore);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files.keys()),
        fc.nat(),
        fc.array(fc.nat(255), {maxLength: 3}),
        fc.nat(3),
        async (path, at, inserted, removed) => {
          const content = files.get(path)!;
          const place = at % content.length;
          const bytes = Buffer.concat([
            content.subarray(0, place),
            Buffer.from(inserted),
            content.subarray(place + removed),
          ]);
          const check = verifying(sigstore, new Map([...files, [path, bytes]])).verify(KUBELET);
          const outcome = await check.catch((error: unknown) => error);
          // Line ends, or the id of an entry, may be changed without an effect.
          if (outcome instanceof Error)
            expect(outcome).toMatchObject({
              code: expect.stringMatching(/^artifacts\/(bad-signature|signature-unavailable)$/),
            });
          else expect(outcome).toEqual({result: 'verified', signature: RELEASE});
        },
      ),
    );
  });
});
