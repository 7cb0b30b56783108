import {readFile} from 'node:fs/promises';
import {createSecureContext} from 'node:tls';
import {Failure} from '../../../core/failure.js';

/** Certificate chain and key of a server, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** @throws Failure bundle/tls for files that cannot be read, or do not belong together. */
export const readTlsFiles = async (cert: string, key: string): Promise<TlsFiles> => {
  try {
    const files = {cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8')};
    createSecureContext(files);
    return files;
  } catch (error) {
    throw new Failure('bundle/tls', `Reading ${cert} and ${key}: ${(error as Error).message}`, {
      suggestions: [`openssl x509 -in ${cert} -noout -text`, `ls -l ${cert} ${key}`],
      cause: error,
    });
  }
};
