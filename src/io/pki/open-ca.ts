import {createPrivateKey} from 'node:crypto';
import {Failure} from '../../core/failure.js';
import {CAS} from '../../core/pki/cas.js';
import {readCertificate, validityOf} from '../../core/pki/certificate-file.js';
import type {CaName, SharedSource} from '../../core/pki/types.js';
import {verifyCa} from '../../core/pki/verify.js';
import type {HostFile} from '../../ports/host.js';
import type {Ca} from './ca.js';
import {fileText} from './shared-secrets.js';

/** Makes an authority's files ready to sign with. Throws Failure 'pki/ca-unusable' when its time is not now. */
export function openCa(name: CaName, from: SharedSource, files: readonly HostFile[], now: Date): Ca {
  const {certPath, keyPath} = CAS[name];
  const certText = fileText(files, certPath);
  const certificate = readCertificate(certText);
  const verdict = verifyCa(certText, now);
  if (certificate === undefined || verdict.is !== 'keep') {
    const where = from.is === 'new' ? certPath : `${certPath} of ${from.host}`;
    const because = verdict.is === 'keep' ? 'is not a certificate' : verdict.because;
    throw new Failure('pki/ca-unusable', `Signing with the cluster's ${name}: ${where} ${because}.`, {
      suggestions: [
        'check the clock of this machine with "date -u"',
        'put a valid authority with its key in its place',
      ],
    });
  }
  return {
    certPem: certificate.toString(),
    validity: validityOf(certificate),
    key: createPrivateKey(fileText(files, keyPath)),
  };
}
