import {counted} from '../../core/format.js';
import type {ListedCertificate} from '../../core/pki/inventory.js';
import {columns} from './columns.js';

interface Listing {
  readonly certificates: readonly ListedCertificate[];
  readonly unknown: readonly {readonly host: string; readonly why: string}[];
}

/** A table by host, what could not be read, and a line about the one that expires first. */
export function certificatesText({certificates, unknown}: Listing): string {
  const dated = certificates.filter(({daysLeft}) => daysLeft !== undefined);
  const first = dated.toSorted((one, other) => one.daysLeft! - other.daysLeft!)[0];
  return [
    ...columns([HEAD, ...certificates.map(row)]),
    '',
    ...unknown.map(({host, why}) => `${host}: ${why}`),
    ...(first === undefined ? [] : [`The first to expire: ${first.name} on ${first.host}, ${leftOf(first)}`]),
  ].join('\n');
}

const HEAD = ['HOST', 'CERTIFICATE', 'SUBJECT', 'ISSUER', 'EXPIRES', 'LEFT', 'FILE'];

const row = (each: ListedCertificate): readonly string[] => {
  const {host, name, subject, issuer, notAfter, path} = each;
  return [host, name, subject ?? '-', issuer ?? '-', notAfter?.slice(0, 10) ?? '-', leftOf(each), path];
};

const leftOf = ({daysLeft}: ListedCertificate): string =>
  daysLeft === undefined
    ? 'missing'
    : daysLeft < 0
      ? `expired ${counted(-daysLeft, 'day')} ago`
      : counted(daysLeft, 'day');
