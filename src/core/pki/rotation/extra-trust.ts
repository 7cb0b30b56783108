import {createHash, createPublicKey} from 'node:crypto';
import {readCertificate} from '../certificate-file.js';
import {isSettled} from './generation.js';
import {readTrustFile} from './trust-file.js';

/**
 * What a CA file, or a file of public keys, trusts besides the keys of its rotation: SHA-256 of each certificate or key, as
 * OpenSSL prints it. Several certificates of one key, as a renewed CA has, are one.
 */
export function extraTrust(text: string): readonly string[] {
  const {blocks, generation} = readTrustFile(text);
  const keys = [...new Set(blocks.map(keyOf))];
  const explained = new Set(keys.slice(0, isSettled(generation) ? 1 : 2));
  return [...new Set(blocks)].filter(block => !explained.has(keyOf(block))).map(digestOfBlock);
}

function keyOf(block: string): string {
  try {
    const certificate = readCertificate(block);
    const key = certificate === undefined ? createPublicKey(block) : certificate.publicKey;
    return key.export({type: 'spki', format: 'der'}).toString('base64');
  } catch {
    return block;
  }
}

const digestOfBlock = (block: string): string =>
  createHash('sha256')
    .update(Buffer.from(block.replaceAll(/-----[^-]*-----/g, ''), 'base64'))
    .digest('hex');
