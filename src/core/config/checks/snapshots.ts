import {X509Certificate} from 'node:crypto';
import {secondsOf} from '../../snapshots/period.js';
import {canReceive, RECEIVING_KEYS} from '../../snapshots/recipient.js';
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
  const unusable = recipient === undefined ? undefined : whyUnusable(recipient);
  if (unusable !== undefined)
    yield {
      code: 'config/snapshot-recipient',
      path: [...SNAPSHOTS, 'recipient'],
      message: unusable,
      suggestion:
        'openssl req -x509 -newkey rsa:3072 -nodes -subj /CN=backup -days 3650 -keyout backup.key -out backup.crt',
    };
};

function whyUnusable(text: string): string | undefined {
  try {
    const certificate = new X509Certificate(text);
    return canReceive(certificate) ? undefined : `the key of the certificate must be ${RECEIVING_KEYS}`;
  } catch {
    return 'the text is no certificate in PEM';
  }
}
