import {createHash, generateKeyPairSync, sign, X509Certificate} from 'node:crypto';
import {initializeCA, initializeTLog} from '@sigstore/mock';
import type {Signature} from '../../src/core/artifacts/bundle.js';
import {certificateLog} from './certificate-log.js';

/** CA, certificate log and transparency log in this process. */
export interface TestSigstore {
  readonly trustedRoot: TrustedRootJson;
  /** What is beside a file of a release, and its entry in the log, by path. */
  signFile(path: string, content: string | Buffer, signer: Signature): Promise<Map<string, Buffer>>;
  /** A Sigstore bundle of an in-toto statement, as JSON. */
  attest(statement: object, signer: Signature, payloadType?: string): Promise<BundleJson>;
}

export interface TrustedRootJson {
  readonly certificateAuthorities: object[];
  readonly tlogs: object[];
  readonly ctlogs: object[];
  readonly [more: string]: unknown;
}

export interface BundleJson {
  readonly dsseEnvelope: {payload: string; payloadType: string; signatures: {sig: string}[]};
  readonly [more: string]: unknown;
}

export interface TestSigstoreOptions {
  /** What the transparency log takes for now. */
  readonly loggedAt?: Date;
  /** False: certificates are in no certificate log. */
  readonly certificatesLogged?: boolean;
}

/** As the log answers, by the id of the entry. */
type LogAnswer = Readonly<Record<string, LogEntry>>;

/** Tests change it. */
export interface LogEntry {
  body: string;
  integratedTime: number;
  logID: string;
  logIndex: number;
  verification: {
    signedEntryTimestamp?: string;
    inclusionProof?: {logIndex: number; treeSize: number; rootHash: string; hashes: string[]; checkpoint: string};
  };
}

const onlyEntry = (answer: LogAnswer): LogEntry => Object.values(answer)[0]!;

const keyPair = () => generateKeyPairSync('ec', {namedCurve: 'P-256'});

export const testSigstore = async ({
  loggedAt,
  certificatesLogged = true,
}: TestSigstoreOptions = {}): Promise<TestSigstore> => {
  const ctlog = certificateLog(keyPair());
  const ca = await initializeCA(keyPair(), certificatesLogged ? ctlog : undefined);
  const tlog = await initializeTLog('https://rekor.sigstore.dev', keyPair(), loggedAt);

  const certified = async ({identity, issuer}: Signature) => {
    const {publicKey, privateKey} = keyPair();
    const certificate = await ca.issueCertificate({
      publicKey: publicKey.export({type: 'spki', format: 'der'}),
      subjectAltName: identity,
      extensions: [{oid: '1.3.6.1.4.1.57264.1.8', value: issuer}],
    });
    return {privateKey, certificate, pem: new X509Certificate(certificate).toString()};
  };

  return {
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [
        {
          uri: 'https://fulcio.sigstore.dev',
          certChain: {certificates: [{rawBytes: base64(ca.rootCertificate)}]},
          validFor: ALWAYS,
        },
      ],
      tlogs: [logJson('https://rekor.sigstore.dev', tlog.publicKey)],
      ctlogs: [logJson('https://ctfe.sigstore.dev', ctlog.publicKey)],
      timestampAuthorities: [],
    },

    signFile: async (path, content, signer) => {
      const {privateKey, pem} = await certified(signer);
      const signature = base64(sign('sha256', Buffer.from(content), privateKey));
      const proposed = {
        apiVersion: '0.0.1',
        kind: 'hashedrekord',
        spec: {
          data: {hash: {algorithm: 'sha256', value: sha256(content)}},
          signature: {content: signature, publicKey: {content: base64(pem)}},
        },
      };
      const answer: LogAnswer = await tlog.log(proposed);
      const body = Buffer.from(onlyEntry(answer).body, 'base64');
      return new Map([
        [`${path}.sig`, Buffer.from(signature)],
        [`${path}.cert`, Buffer.from(base64(pem))],
        [entryPath(body), Buffer.from(JSON.stringify(answer))],
      ]);
    },

    attest: async (statement, signer, payloadType = 'application/vnd.in-toto+json') => {
      const {privateKey, certificate, pem} = await certified(signer);
      const payload = JSON.stringify(statement);
      const encoded = `DSSEv1 ${payloadType.length} ${payloadType} ${Buffer.byteLength(payload)} ${payload}`;
      const sig = base64(sign('sha256', Buffer.from(encoded), privateKey));
      const answer: LogAnswer = await tlog.log({
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          payloadHash: {algorithm: 'sha256', value: sha256(payload)},
          signatures: [{signature: sig, verifier: base64(pem)}],
        },
      });
      const entry = onlyEntry(answer);
      const {inclusionProof, signedEntryTimestamp} = entry.verification;
      const proof = inclusionProof!;
      return {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: {rawBytes: base64(certificate)},
          tlogEntries: [
            {
              logIndex: String(entry.logIndex),
              logId: {keyId: Buffer.from(entry.logID, 'hex').toString('base64')},
              kindVersion: {kind: 'dsse', version: '0.0.1'},
              integratedTime: String(entry.integratedTime),
              inclusionPromise: {signedEntryTimestamp},
              inclusionProof: {
                logIndex: String(proof.logIndex),
                rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
                treeSize: String(proof.treeSize),
                hashes: [],
                checkpoint: {envelope: proof.checkpoint},
              },
              canonicalizedBody: entry.body,
            },
          ],
        },
        dsseEnvelope: {payload: base64(payload), payloadType, signatures: [{sig}]},
      };
    },
  };
};

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** Where the log has the entry with this body. */
const entryPath = (body: Buffer): string =>
  `rekor.sigstore.dev/api/v1/log/entries/${sha256(Buffer.concat([Buffer.of(0), body]))}`;

const ALWAYS = {start: '2020-01-01T00:00:00Z'};

const logJson = (baseUrl: string, publicKey: Buffer) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: {rawBytes: base64(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: ALWAYS},
  logId: {keyId: base64(createHash('sha256').update(publicKey).digest())},
});

const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');
