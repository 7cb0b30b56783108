import {createPrivateKey} from 'node:crypto';
import {Failure} from '../../core/failure.js';
import {AUTHORITIES} from '../../core/pki/authorities.js';
import {readCertificate, validityOf} from '../../core/pki/certificate-file.js';
import {judgeAuthority} from '../../core/pki/judge-authority.js';
import type {AuthorityName, SharedSource} from '../../core/pki/types.js';
import type {HostFile} from '../../run/site.js';
import type {Authority} from './authority.js';
import {fileText} from './shared-secrets.js';

/** Makes an authority's files ready to sign with. Throws Failure 'pki/authority-unusable' when its time is not now. */
export function openAuthority(
  name: AuthorityName,
  from: SharedSource,
  files: readonly HostFile[],
  now: Date,
): Authority {
  const {certPath, keyPath} = AUTHORITIES[name];
  const certText = fileText(files, certPath);
  const certificate = readCertificate(certText);
  const verdict = judgeAuthority(certText, now);
  if (certificate === undefined || verdict.is !== 'keep') {
    const where = from.is === 'new' ? certPath : `${certPath} of ${from.host}`;
    const because = verdict.is === 'keep' ? 'is not a certificate' : verdict.because;
    throw new Failure('pki/authority-unusable', `Signing with the cluster's ${name}: ${where} ${because}.`, {
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
