import {createHash, type KeyPairKeyObjectResult, sign} from 'node:crypto';
import type {initializeCTLog} from '@sigstore/mock';

type CertificateLog = Awaited<ReturnType<typeof initializeCTLog>>;

/** A log that signs a timestamp for each certificate, RFC 6962. The one of @sigstore/mock leaves out the signature. */
export const certificateLog = ({publicKey, privateKey}: KeyPairKeyObjectResult): CertificateLog => {
  const key = publicKey.export({type: 'spki', format: 'der'});
  const logID = createHash('sha256').update(key).digest();
  return {
    publicKey: key,
    logID,
    log: async (certificate, issuerId) => {
      const time = unsigned(Date.now(), 8);
      const content = toBeSigned(Buffer.from(certificate));
      const entry = [VERSION, TIMESTAMP, time, PRECERTIFICATE, Buffer.from(issuerId), sized(content, 3), NO_EXTENSIONS];
      const signature = sign('sha256', Buffer.concat(entry), privateKey);
      const signed = Buffer.concat([VERSION, logID, time, NO_EXTENSIONS, SHA256_ECDSA, sized(signature, 2)]);
      return Uint8Array.from(sized(signed, 2)).buffer;
    },
  };
};

const VERSION = Buffer.of(0);
const TIMESTAMP = Buffer.of(0);
const PRECERTIFICATE = Buffer.of(0, 1);
const NO_EXTENSIONS = Buffer.of(0, 0);
const SHA256_ECDSA = Buffer.of(4, 3);

const unsigned = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer.subarray(8 - bytes);
};

const sized = (content: Buffer, bytes: number): Buffer => Buffer.concat([unsigned(content.length, bytes), content]);

/** What a certificate says, without the signature of its CA: the first value in it. */
const toBeSigned = (certificate: Buffer): Buffer => {
  const inside = certificate.subarray(headerOf(certificate));
  return inside.subarray(0, headerOf(inside) + lengthOf(inside));
};

const headerOf = (der: Buffer): number => (der[1]! < 0x80 ? 2 : 2 + (der[1]! & 0x7f));
const lengthOf = (der: Buffer): number => (der[1]! < 0x80 ? der[1]! : der.readUIntBE(2, der[1]! & 0x7f));
