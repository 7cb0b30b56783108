import {homedir} from 'node:os';
import {Failure} from '../../core/failure.js';
import {readCertificate} from '../../core/pki/certificate-file.js';
import {expandHome} from '../transport/ssh/home.js';
import {readSmallFile} from './small-file.js';

/**
 * CA certificates of the operator, as they are sent to hosts: every block of the file is a certificate. Rejects with
 * Failure 'config/ca-unusable', which names the setting and the file.
 *
 * @param setting its path in cluster.yaml: "spec.registries[0].ca".
 */
export async function readCaFile(path: string, setting: string): Promise<Buffer> {
  const read = await readSmallFile(expandHome(path, homedir()));
  if ('why' in read) throw unusable(setting, path, read.why);
  const text = read.content.toString();
  // The copy on a host is readable by everyone.
  if (text.includes('PRIVATE KEY-----')) throw unusable(setting, path, 'has a private key: name the certificate alone');
  const blocks = text.match(/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g) ?? [];
  if (blocks.length === 0) throw unusable(setting, path, 'has no certificate in PEM');
  const broken = blocks.findIndex(block => readCertificate(block) === undefined);
  if (broken >= 0) throw unusable(setting, path, `is damaged: block ${broken + 1} is not a certificate`);
  return read.content;
}

const unusable = (setting: string, path: string, why: string): Failure =>
  new Failure('config/ca-unusable', `${setting}: ${path} ${why}`, {
    suggestions: [
      `put the CA certificates in PEM at ${path}; this shows the first: openssl x509 -noout -subject -in ${path}`,
    ],
  });
