import {beforeAll, describe, expect, test} from 'vitest';
import {type LogEntry, type TestSigstore, testSigstore} from '../../support/sigstore.js';
import {entryOf, type Files, KUBELET, RELEASE, signed} from './kubelet.js';
import {verifying} from './verifying.js';

let sigstore: TestSigstore;
let other: TestSigstore;
beforeAll(async () => {
  [sigstore, other] = await Promise.all([testSigstore(), testSigstore()]);
});

/** With its entry in the log changed. */
const edited = async (edit: (entry: LogEntry) => void): Promise<Files> => {
  const files = await signed(sigstore);
  const answer: Record<string, LogEntry> = JSON.parse(files.get(entryOf(files))!.toString());
  edit(Object.values(answer)[0]!);
  return files.set(entryOf(files), Buffer.from(JSON.stringify(answer)));
};

/** Trusts another CA and other logs, but for these parts. */
const trusting = (
  by: TestSigstore,
  ...own: readonly ('certificateAuthorities' | 'tlogs' | 'ctlogs')[]
): TestSigstore => ({
  ...by,
  trustedRoot: {
    ...by.trustedRoot,
    ...Object.fromEntries(own.map(part => [part, sigstore.trustedRoot[part]])),
  },
});

describe('a keyless signature', () => {
  test.each<[string, (entry: LogEntry) => void, string | undefined]>([
    ['it promised another time', entry => void entry.integratedTime++, 'TLOG_INCLUSION_PROMISE_ERROR'],
    ['it promised another index', entry => void entry.logIndex++, 'TLOG_INCLUSION_PROMISE_ERROR'],
    ['it is another log', entry => void (entry.logID = '00'.repeat(32)), 'TLOG_INCLUSION_PROMISE_ERROR'],
    [
      'it promised nothing',
      ({verification}) => delete verification.signedEntryTimestamp,
      'TLOG_INCLUSION_PROMISE_ERROR',
    ],
    ['it proves nothing', ({verification}) => delete verification.inclusionProof, undefined],
    [
      'the proof of inclusion is of another tree',
      ({verification}) => void verification.inclusionProof!.hashes.push('00'.repeat(32)),
      'TLOG_INCLUSION_PROOF_ERROR',
    ],
    [
      'the checkpoint has another root',
      ({verification: {inclusionProof: proof}}) => {
        const [origin, size, _root, ...rest] = proof!.checkpoint.split('\n');
        proof!.checkpoint = [origin, size, Buffer.alloc(32).toString('base64'), ...rest].join('\n');
      },
      'TLOG_INCLUSION_PROOF_ERROR',
    ],
    [
      'the checkpoint names it by a regular expression',
      ({verification: {inclusionProof: proof}}) => {
        proof!.checkpoint = proof!.checkpoint.replace('\u2014 rekor.sigstore.dev', '\u2014 ((.*)*)*$');
      },
      'TLOG_INCLUSION_PROOF_ERROR',
    ],
  ])('is refused if the log does not prove its entry: %s', async (_title, edit, cause) => {
    await expect(verifying(sigstore, await edited(edit)).verify(KUBELET)).rejects.toMatchObject({
      code: 'artifacts/bad-signature',
      ...(cause === undefined ? {} : {cause: {code: cause}}),
    });
  });

  test.each<[string, () => Promise<readonly [TestSigstore, Files]>, string]>([
    [
      'its certificate had expired when it was logged',
      async () => {
        const late = await testSigstore({loggedAt: new Date(Date.now() + 3_600_000)});
        return [late, await signed(late, RELEASE)];
      },
      'CERTIFICATE_ERROR',
    ],
    [
      'its certificate is in no certificate log',
      async () => {
        const unlogged = await testSigstore({certificatesLogged: false});
        return [unlogged, await signed(unlogged, RELEASE)];
      },
      'CERTIFICATE_ERROR',
    ],
    [
      'its CA is not trusted',
      async () => [trusting(other, 'tlogs', 'ctlogs'), await signed(sigstore)],
      'CERTIFICATE_ERROR',
    ],
    [
      'its certificate log is not trusted',
      async () => [trusting(other, 'certificateAuthorities', 'tlogs'), await signed(sigstore)],
      'CERTIFICATE_ERROR',
    ],
    [
      'its transparency log is not trusted',
      async () => [trusting(other, 'certificateAuthorities', 'ctlogs'), await signed(sigstore)],
      'TLOG_INCLUSION_PROMISE_ERROR',
    ],
    [
      'its CA was no longer trusted when it was logged',
      async () => [
        {
          ...sigstore,
          trustedRoot: {
            ...sigstore.trustedRoot,
            certificateAuthorities: sigstore.trustedRoot.certificateAuthorities.map(ca => ({
              ...ca,
              validFor: {start: '2020-01-01T00:00:00Z', end: '2020-01-02T00:00:00Z'},
            })),
          },
        },
        await signed(sigstore),
      ],
      'CERTIFICATE_ERROR',
    ],
  ])('is refused if %s', async (_title, arranged, cause) => {
    const [trusted, files] = await arranged();
    await expect(verifying(trusted, files).verify(KUBELET)).rejects.toMatchObject({
      code: 'artifacts/bad-signature',
      cause: {code: cause},
    });
  });
});
