import {counted, listed} from '../format.js';
import type {HostName} from '../model/names.js';
import type {HostFacts, ObservedCluster} from '../model/observed.js';
import {readCertificate, validityOf} from './certificate-file.js';
import {day} from './lifetimes.js';

/** "12 certificates on cp1, cp2 and cp3 have expired, the first on 2026-11-20"; undefined if none has. */
export function expiredCertificates({hosts}: Pick<ObservedCluster, 'hosts'>, now: Date): string | undefined {
  const expired = [...hosts].flatMap(([host, facts]) => (facts.known ? expiredOn(host, facts.value, now) : []));
  const [first] = expired.map(({since}) => since).toSorted((one, other) => one.getTime() - other.getTime());
  if (first === undefined) return undefined;
  const where = listed([...new Set(expired.map(({host}) => host))]);
  const verb = expired.length === 1 ? 'has' : 'have';
  return `${counted(expired.length, 'certificate')} on ${where} ${verb} expired, the first on ${day(first)}`;
}

const expiredOn = (host: HostName, {publicTexts}: HostFacts, now: Date) =>
  [...publicTexts].flatMap(([path, text]) => {
    const certificate = path.endsWith('.crt') ? readCertificate(text) : undefined;
    const since = certificate && validityOf(certificate).notAfter;
    return since !== undefined && since <= now ? [{host, since}] : [];
  });
