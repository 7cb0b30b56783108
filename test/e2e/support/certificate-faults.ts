import {createPrivateKey, createPublicKey, generateKeyPairSync, sign} from 'node:crypto';
import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {sha256} from '../../../src/core/model/digest.js';
import {certificateFileText} from '../../../src/core/pki/certificate-file.js';
import {desiredCerts} from '../../../src/core/pki/certificates.js';
import {validityFrom} from '../../../src/core/pki/lifetimes.js';
import {type CertificateRequest, signCertificate} from '../../../src/core/pki/sign.js';
import type {LabCluster} from './cluster.js';
import type {ClusterFault} from './cluster-faults.js';

const DAY = 24 * 3600 * 1000;
const ON = 'w2';

/** The serving certificate of a kubelet, issued by the cluster CA with something wrong in it. */
export async function certificateFaults(
  cluster: LabCluster,
  desired: DesiredCluster,
): Promise<readonly ClusterFault[]> {
  const wanted = desiredCerts(desired).find(({host, name}) => host === ON && name === 'kubelet-server')!;
  const [ca, caKey, key] = await Promise.all([
    cluster.on('cp1', 'cat', '/etc/kubernetes/pki/ca.crt'),
    cluster.on('cp1', 'cat', '/etc/kubernetes/pki/ca.key'),
    cluster.on(ON, 'cat', wanted.keyPath),
  ]);
  const now = new Date();
  const reissued = (changes: Partial<CertificateRequest>, signer = createPrivateKey(caKey)): string =>
    certificateFileText(
      signCertificate({
        ...wanted,
        isCa: false,
        issuerPem: ca,
        publicKey: createPublicKey(key).export({type: 'spki', format: 'der'}),
        serial: '41'.repeat(16),
        signWith: tbs => sign('sha256', tbs, signer),
        ...validityFrom(now, 365),
        ...changes,
      }),
      sha256(key),
    );
  const fault = (name: string, text: string, found: string): ClusterFault => ({
    name: `a certificate ${name}`,
    on: ON,
    make: `cp -a ${wanted.certPath} /root/kept; cat >/root/other <<'END'\n${text}END\nmv /root/other ${wanted.certPath}`,
    mend: `mv /root/kept ${wanted.certPath}; systemctl restart kubelet.service`,
    found: `${found} ${ON}`,
  });
  const ends = (days: number) => ({
    notBefore: new Date(now.getTime() - 300 * DAY),
    notAfter: new Date(now.getTime() + days * DAY),
  });
  return [
    fault('that has expired', reissued(ends(-1)), 'cert/expired'),
    fault('that ends in ten days', reissued(ends(10)), 'cert/expires-soon'),
    fault('without a name', reissued({sans: {...wanted.sans, ip: []}}), 'cert/name-missing'),
    fault('of another CA', reissued({}, generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey), 'cert/wrong-ca'),
  ];
}
