import {createPrivateKey, createPublicKey, generateKeyPairSync, sign} from 'node:crypto';
import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {sha256} from '../../../../src/core/model/digest.js';
import type {HostName} from '../../../../src/core/model/names.js';
import {certificateFileText} from '../../../../src/core/pki/certificate-file.js';
import {desiredCerts} from '../../../../src/core/pki/certificates.js';
import {validityFrom} from '../../../../src/core/pki/lifetimes.js';
import {type CertificateRequest, signCertificate} from '../../../../src/core/pki/sign.js';
import {clusterConfig, PKI} from '../../../support/builders/config.js';
import type {MemoryCluster} from '../../../support/memory-cluster.js';
import {facts, stale} from '../support/healthy.js';

const DAY = 24 * 3600 * 1000;
const CERT = '/etc/kubernetes/pki/apiserver.crt';
const CA = '/etc/kubernetes/pki/ca.crt';
const FRONT_PROXY_CA = '/etc/kubernetes/pki/front-proxy-ca.crt';
const foreignKey = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;

/** The CAs live as long as the certificates, so that nothing else is due before they expire. */
export const ONE_YEAR: ClusterConfig = clusterConfig('stacked', {
  pki: {...PKI, caValidityDays: 365, workerCertValidityDays: 365},
});

export const endingCaFaults = ({
  input,
}: {
  readonly input: DiagnosisInput;
}): readonly (readonly [string, string, DiagnosisInput])[] => {
  const left = (days: number) => ({...input, now: new Date(input.now.getTime() + (365 - days) * DAY)});
  return [
    ['CAs, 55 days before they expire', 'pki/ca-expiring', left(55)],
    ['CAs, ten days before they expire', 'pki/ca-expires-soon', left(10)],
  ];
};

/** Certificates of a cluster that was built, replaced by wrong ones. */
export function certificateFaults({
  input,
  site,
}: {
  readonly input: DiagnosisInput;
  readonly site: MemoryCluster;
}): readonly (readonly [string, string, DiagnosisInput])[] {
  const later = (days: number): DiagnosisInput => ({...input, now: new Date(input.now.getTime() + days * DAY)});

  const text = (host: string, path: string) => site.world.disk(host as HostName).text(path)!;
  /** The serving certificate of cp2, issued again with these changes. */
  function reissued(
    changes: Partial<CertificateRequest>,
    signer = createPrivateKey(text('cp1', '/etc/kubernetes/pki/ca.key')),
  ) {
    const wanted = desiredCerts(input.desired).find(({name, host}) => name === 'apiserver' && host === 'cp2')!;
    const key = text('cp2', wanted.keyPath);
    const pem = signCertificate({
      ...wanted,
      isCa: false,
      issuerPem: text('cp1', '/etc/kubernetes/pki/ca.crt'),
      publicKey: createPublicKey(key).export({type: 'spki', format: 'der'}),
      serial: '41'.repeat(16),
      signWith: tbs => sign('sha256', tbs, signer),
      ...validityFrom(input.now, 365),
      ...changes,
    });
    return put(wanted.certPath, certificateFileText(pem, sha256(key)));
  }

  const put = (path: string, content: string) => (before: DiagnosisInput) =>
    stale(
      'cp2',
      'kube-apiserver.service',
    )(
      facts('cp2', ({publicTexts, files}) => ({
        publicTexts: new Map(publicTexts).set(path, content),
        files: new Map(files).set(path, {...files.get(path)!, digest: sha256(content)}),
      }))(before),
    );

  const expired = () => ({
    notBefore: new Date(input.now.getTime() - 300 * DAY),
    notAfter: new Date(input.now.getTime() - DAY),
  });
  const notYetValid = () => ({
    notBefore: new Date(input.now.getTime() + DAY),
    notAfter: new Date(input.now.getTime() + 90 * DAY),
  });

  return [
    ['an expired certificate', 'cert/expired cp2', reissued(expired())(input)],
    ['a certificate that is not yet valid', 'cert/not-yet-valid cp2', reissued(notYetValid())(input)],
    [
      'a certificate without the address of its host',
      'cert/name-missing cp2',
      reissued({sans: {dns: ['cp2'], ip: []}})(input),
    ],
    ['a certificate with another key usage', 'cert/mismatch cp2', reissued({usages: ['client']})(input)],
    ['a certificate of another CA', 'cert/wrong-ca cp2', reissued({}, foreignKey)(input)],
    [
      'a certificate for another key',
      'cert/key-differs cp2',
      put(CERT, text('cp2', CERT).replace(/key-sha256: \w{4}/, 'key-sha256: 0000'))(input),
    ],
    [
      'a missing certificate',
      'cert/missing cp2',
      facts('cp2', ({publicTexts, files}) => ({
        publicTexts: new Map([...publicTexts].filter(([path]) => path !== CERT)),
        files: new Map([...files].filter(([path]) => path !== CERT)),
      }))(input),
    ],
    ['all certificates, ten days before they expire', 'cert/expires-soon', later(355)],
    ['all certificates, when renewal is due', 'cert/renewal-due', later(320)],
    ['all certificates, expired', 'cert/expired', later(370)],
    [
      'a rotation of a CA that was interrupted',
      'pki/rotation-unfinished',
      facts('cp1', ({publicTexts}) => ({
        publicTexts: new Map(publicTexts).set(FRONT_PROXY_CA, `generation: 1\n${text('cp1', FRONT_PROXY_CA)}`),
      }))(input),
    ],
    [
      'a CA that nobody rotated',
      'pki/extra-trust',
      facts('cp1', ({publicTexts}) => ({
        publicTexts: new Map(publicTexts).set(FRONT_PROXY_CA, text('cp1', FRONT_PROXY_CA) + text('cp1', CA)),
      }))(input),
    ],
    ['expired CAs', 'pki/ca-unusable cp1', later(3700)],
    ['a CA file that is not a certificate', 'pki/ca-unusable cp2', put('/etc/kubernetes/pki/ca.crt', 'rubbish')(input)],
    [
      'a damaged CA certificate on a worker',
      'pki/ca-differs w1',
      facts('w1', ({files, publicTexts}) => ({
        files: new Map(files).set(CA, {...files.get(CA)!, digest: sha256('rubbish')}),
        publicTexts: new Map(publicTexts).set(CA, 'rubbish'),
      }))(input),
    ],
    [
      'a missing CA certificate on a worker',
      'pki/ca-differs w1',
      facts('w1', ({files, publicTexts}) => ({
        files: new Map([...files].filter(([path]) => path !== CA)),
        publicTexts: new Map([...publicTexts].filter(([path]) => path !== CA)),
      }))(input),
    ],
    [
      'another service account key on the first control plane',
      'pki/secrets-differ cp1',
      facts('cp1', ({files}) => ({
        files: new Map(files).set('/etc/kubernetes/pki/sa.key', {
          ...files.get('/etc/kubernetes/pki/sa.key')!,
          digest: sha256('x'),
        }),
      }))(input),
    ],
    [
      'a shared key missing on one control plane',
      'pki/secret-missing cp3',
      facts('cp3', ({files}) => ({
        files: new Map([...files].filter(([path]) => path !== '/etc/kubernetes/pki/sa.key')),
      }))(input),
    ],
    [
      'a shared key missing on all control planes',
      'pki/secret-lost',
      ['cp1', 'cp2', 'cp3'].reduce(
        (before, host) =>
          facts(host, ({files}) => ({
            files: new Map([...files].filter(([path]) => path !== '/etc/kubernetes/pki/sa.key')),
          }))(before),
        input,
      ),
    ],
  ];
}
