import {X509Certificate} from 'node:crypto';
import {Failure} from '../../../core/failure.js';
import {readManifest} from '../manifest.js';
import {rebuiltArchives} from './files.js';
import {isLoopback, listenAddress, urlsOf} from './listen-address.js';
import {releasedFiles, type ServedVersion, servedVersions} from './released.js';
import {type ServedRequest, serveBundle} from './server.js';
import {readTlsFiles} from './tls-files.js';

export interface ServingOptions {
  /** The bundle directory. */
  readonly directory: string;
  /** As on the command line: "[ADDRESS:]PORT". */
  readonly listen: string;
  /** Files in PEM. */
  readonly tls?: {readonly cert: string; readonly key: string} | undefined;
  readonly token?: string | undefined;
  readonly onRequest: (request: ServedRequest) => void;
}

export interface Serving {
  /** Under which hosts reach it, the first one first. */
  readonly urls: readonly string[];
  readonly isLoopback: boolean;
  readonly versions: readonly ServedVersion[];
  /** Paths of archives that differ from upstream's, and so from a lock file that was made from upstream. */
  readonly rebuilt: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * @throws Failure usage/listen, bundle/tls, bundle/cannot-listen, artifacts/no-bundle, artifacts/unreadable,
 * artifacts/bad-manifest, artifacts/incomplete
 */
export const startServing = async ({directory, listen, tls, token, onRequest}: ServingOptions): Promise<Serving> => {
  const address = listenAddress(listen);
  const files = tls === undefined ? undefined : await readTlsFiles(tls.cert, tls.key);
  const bundle = await readManifest(directory);
  if (releasedFiles(bundle).length === 0)
    throw new Failure('artifacts/incomplete', `The bundle in ${directory} has no component with all of its files`, {
      suggestions: [`quorate bundle list --bundle ${directory}`],
    });
  const {site, port, close} = await serveBundle({directory, bundle, listen: address, tls: files, token, onRequest});
  return {
    urls: urlsOf({address: nameIn(files?.cert) ?? address.address, port}, files !== undefined),
    isLoopback: isLoopback(address),
    versions: servedVersions(site.released),
    rebuilt: await rebuiltArchives(directory, site.released),
    close,
  };
};

/** The first name or address of a certificate: clients accept no other. */
const nameIn = (cert: string | undefined): string | undefined =>
  cert === undefined
    ? undefined
    : /(?:^|, )(?:DNS|IP Address):([^*,\s]+)(?=,|$)/.exec(new X509Certificate(cert).subjectAltName ?? '')?.[1];
