import {X509Certificate} from 'node:crypto';
import {secondsOf} from '../../snapshots/period.js';
import type {Check} from './check.js';

const SNAPSHOTS = ['spec', 'etcd', 'snapshots'] as const;

/** The schedule of snapshots fits together, and its etcd is one that quorate manages. */
export const snapshots: Check = function* (draft) {
  const etcd = draft.spec?.etcd;
  const schedule = etcd?.snapshots;
  if (schedule === undefined) return;
  if (etcd?.endpoints !== undefined)
    yield {
      code: 'config/unmanaged-etcd-snapshots',
      path: [...SNAPSHOTS],
      message: 'spec.etcd.endpoints is an unmanaged etcd: quorate schedules no snapshots of it',
      suggestion: 'delete snapshots',
    };
  const {every, keep, recipient} = schedule;
  if (every !== undefined && keep !== undefined && secondsOf(keep) < 2 * secondsOf(every))
    yield {
      code: 'config/snapshot-keep',
      path: [...SNAPSHOTS, 'keep'],
      message: `a snapshot is taken every ${every}, and would be deleted after ${keep}`,
      suggestion: 'keep snapshots for at least two periods',
    };
  if (recipient !== undefined && !isCertificate(recipient))
    yield {
      code: 'config/snapshot-recipient',
      path: [...SNAPSHOTS, 'recipient'],
      message: 'the text is no certificate in PEM',
      suggestion:
        'openssl req -x509 -newkey rsa:3072 -nodes -subj /CN=backup -days 3650 -keyout backup.key -out backup.crt',
    };
};

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).publicKey.asymmetricKeyType !== undefined;
  } catch {
    return false;
  }
}
