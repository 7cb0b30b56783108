import {Failure} from '../../core/failure.js';
import {CAS} from '../../core/pki/cas.js';
import {readCertificate, validityOf} from '../../core/pki/certificate-file.js';
import {pemBlocks} from '../../core/pki/pem.js';
import type {CaName, SharedSource} from '../../core/pki/types.js';
import {verifyCa} from '../../core/pki/verify.js';
import type {HostFile} from '../../ports/host.js';
import type {Ca} from './ca.js';
import {privateKeyOf} from './private-keys.js';
import {fileText} from './shared-secrets.js';

/** Opens the files of a CA to sign with. Throws Failure 'pki/ca-unusable' when it is not valid now. */
export function openCa(name: CaName, from: SharedSource, files: readonly HostFile[], now: Date): Ca {
  const {certPath, keyPath} = CAS[name];
  const certText = fileText(files, certPath);
  const certificate = readCertificate(certText);
  const status = verifyCa(certText, now);
  if (certificate === undefined || status.is !== 'keep') {
    const where =
      from.is === 'host' ? `${certPath} on ${from.host}` : `${certPath}${from.is === 'home' ? ' of the operator' : ''}`;
    const because = status.is === 'keep' ? 'is not a certificate' : status.because;
    throw new Failure('pki/ca-unusable', `Signing with the CA ${name}: ${where} ${because}.`, {
      suggestions: [
        'check the clock of this machine: date -u',
        ...(from.is !== 'host'
          ? []
          : [
              `restore ${certPath} and ${keyPath} on ${from.host} from a backup: another CA would invalidate everything that this one signed`,
            ]),
      ],
    });
  }
  return {
    certPem: certificate.toString(),
    trustPem: pemBlocks(certText).join(''),
    validity: validityOf(certificate),
    key: privateKeyOf(certificate, fileText(files, keyPath)),
  };
}
