import {createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign} from 'node:crypto';
import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {sha256} from '../../../src/core/model/digest.js';
import {CAS} from '../../../src/core/pki/cas.js';
import {certificateFileText} from '../../../src/core/pki/certificate-file.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {type CertificateRequest, signCertificate} from '../../../src/core/pki/sign.js';
import type {CaName} from '../../../src/core/pki/types.js';
import type {LabCluster} from './cluster.js';

const DAY = 24 * 3600 * 1000;

interface Signer {
  readonly pem: string;
  readonly key: KeyObject;
}

/** Replaces every certificate of the cluster by one that ended a week ago, for the same keys. The CAs stay. */
export async function expireEverything(cluster: LabCluster, desired: DesiredCluster): Promise<void> {
  const home = desired.controlPlanes[0]!.host;
  const signers = new Map<CaName, Signer>();
  for (const name of ['ca', 'etcd-ca', 'front-proxy-ca'] as const) {
    const {certPath, keyPath} = CAS[name];
    const [pem, key] = await Promise.all([cluster.on(home, 'cat', certPath), cluster.on(home, 'cat', keyPath)]);
    signers.set(name, {pem, key: createPrivateKey(key)});
  }
  await Promise.all(
    desired.hosts.map(async ({name: host}) => {
      for (const cert of desiredCerts(desired).filter(each => each.host === host)) {
        const key = await cluster.on(host, 'cat', cert.keyPath);
        const text = certificateFileText(expired(cert, key, signers.get(cert.signedBy)!), sha256(key));
        await cluster.onWith(text, host, 'sh', '-c', `cat >${cert.certPath}`);
      }
      for (const {path, subject} of desiredKubeconfigs(desired).filter(each => each.host === host)) {
        const text = await cluster.on(host, 'cat', path);
        const [, encoded] = /client-key-data: (\S+)/.exec(text)!;
        const key = Buffer.from(encoded!, 'base64').toString();
        const pem = expired({subject, usages: ['client'], sans: {dns: [], ip: []}}, key, signers.get('ca')!);
        const data = Buffer.from(pem).toString('base64');
        const changed = text.replace(/client-certificate-data: \S+/, `client-certificate-data: ${data}`);
        await cluster.onWith(changed, host, 'sh', '-c', `cat >${path}`);
      }
    }),
  );
}

const expired = (
  wanted: Pick<CertificateRequest, 'subject' | 'usages' | 'sans'>,
  key: string,
  {pem, key: signer}: Signer,
): string =>
  signCertificate({
    ...wanted,
    isCa: false,
    issuerPem: pem,
    publicKey: createPublicKey(key).export({type: 'spki', format: 'der'}),
    serial: randomBytes(15).toString('hex').replace(/^./, '4'),
    signWith: tbs => sign('sha256', tbs, signer),
    notBefore: new Date(Date.now() - 300 * DAY),
    notAfter: new Date(Date.now() - 7 * DAY),
  });
