import type {X509Certificate} from 'node:crypto';
import type {DesiredCert} from './types.js';

/** How a certificate's subject or names fall short of those wanted, undefined when they do not. */
export function nameMismatch(
  {subject, sans}: Pick<DesiredCert, 'subject' | 'sans'>,
  certificate: X509Certificate,
): string | undefined {
  const {CN: commonName, O: organization} = certificate.toLegacyObject().subject;
  if (commonName !== subject.commonName) return `is for ${said(commonName)}, not ${subject.commonName}`;
  if (organization !== subject.organization) {
    return `has the organization ${said(organization)}, not ${said(subject.organization)}`;
  }
  const missing = [
    ...sans.dns.filter(name => certificate.checkHost(name, {subject: 'never', wildcards: false}) === undefined),
    ...sans.ip.filter(address => certificate.checkIP(address) === undefined),
  ];
  if (missing.length === 0) return undefined;
  return `lacks the ${missing.length === 1 ? 'name' : 'names'} ${missing.join(', ')}`;
}

const USAGE_OIDS = {server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2'} as const;

/** How the extended key usages differ; one too many is as wrong as one too few. */
export function usageMismatch(usages: DesiredCert['usages'], certificate: X509Certificate): string | undefined {
  if (certificate.ca) return 'is the certificate of an authority';
  const wanted = usages.map(usage => USAGE_OIDS[usage]).sort();
  const held = [...(certificate.keyUsage ?? [])].sort();
  return held.join() === wanted.join() ? undefined : `may not be used as ${usages.join(' and ')} alone`;
}

const said = (value: string | readonly string[] | undefined): string =>
  value === undefined ? 'none' : [value].flat().join(', ');
