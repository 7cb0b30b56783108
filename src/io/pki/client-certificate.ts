import {NO_SANS} from '../../core/pki/alternative-names.js';
import type {Credentials} from '../../core/pki/credentials.js';
import {type Validity, validityFrom} from '../../core/pki/lifetimes.js';
import type {Algorithm, ClientSubject, SharedSource} from '../../core/pki/types.js';
import type {CaHome} from '../../ports/ca-home.js';
import {type Ca, issueCert} from './ca.js';
import {makeKeyPair} from './key-pair.js';
import {openCa} from './open-ca.js';
import {type ReadFile, readShared} from './read-shared.js';

export interface ClientRequest {
  readonly subject: ClientSubject;
  readonly hours: number;
  readonly algorithm: Algorithm;
}

/**
 * A certificate of the cluster CA for a person, with a new key. The CA is read from a control plane, and its key stays in
 * memory for this call.
 *
 * @param read a file of that control plane.
 * @throws Failure 'pki/…' if the CA there is incomplete or cannot sign.
 */
export const issueClientCertificate = async (
  request: ClientRequest,
  from: Extract<SharedSource, {is: 'host'}>,
  read: ReadFile,
  now: Date,
): Promise<IssuedCredentials> =>
  signedFor(request, openCa('ca', from, await readShared('ca', from.host, read), now), now);

/**
 * The same, signed with the cluster CA of the operator.
 * @throws Failure 'pki/…' without an identity that fits.
 */
export const issueFromHome = async (request: ClientRequest, home: CaHome, now: Date): Promise<IssuedCredentials> =>
  signedFor(request, openCa('ca', {is: 'home'}, await home.read('ca'), now), now);

type IssuedCredentials = Credentials & {readonly validity: Validity};

async function signedFor({subject, hours, algorithm}: ClientRequest, ca: Ca, now: Date): Promise<IssuedCredentials> {
  const pair = await makeKeyPair(algorithm);
  const validity = validityFrom(now, hours / 24, ca.validity);
  const certPem = await issueCert(ca, pair.publicPem, {subject, usages: ['client'], sans: NO_SANS, validity});
  return {caPem: ca.trustPem, certPem, keyPem: pair.privatePem, validity};
}
