import type {DesiredCluster} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {ObservedCluster} from '../../model/observed.js';
import {CAS} from '../cas.js';
import {shareBlock} from '../pem.js';
import {casAtHome, homeText} from './at-home.js';

/**
 * CAs of the directory that have no certificate in common with those of a backup: what the backup restores would be signed by
 * a CA that nothing trusts.
 *
 * @param secrets of the backup, by path on a host.
 */
export function otherThanInBackup(
  desired: DesiredCluster,
  observed: ObservedCluster,
  secrets: ReadonlyMap<string, Uint8Array>,
): readonly Finding[] {
  return casAtHome(desired).flatMap((name): readonly Finding[] => {
    const [there, given] = [homeText(name, observed), secrets.get(CAS[name].certPath)];
    if (there === undefined || given === undefined) return [];
    if (shareBlock(there, new TextDecoder().decode(given))) return [];
    return [
      {
        code: 'pki/home-differs',
        level: 'error',
        message: `spec.pki.directory has another CA ${name} than the backup`,
        fix: 'name an empty directory in spec.pki.directory: the CAs of the backup are stored there',
      },
    ];
  });
}
