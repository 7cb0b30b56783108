import {Failure} from '../../core/failure.js';

/**
 * The version that `--to` or `--etcd` names, a leading v allowed.
 * @returns "1.37.2".
 * @throws Failure usage/version for anything but three numbers: what is newest of a minor changes with the bundle.
 */
export function versionOf(flag: 'to' | 'etcd', text: string): string {
  const version = text.replace(/^v/, '');
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) return version;
  const example = {to: '1.37.2', etcd: '3.7.3'}[flag];
  const isMinor = /^\d+\.\d+$/.test(version);
  throw new Failure('usage/version', `--${flag} ${text}: not a full version such as ${example}`, {
    suggestions: [isMinor ? `add the patch version: --${flag} ${version}.N` : `--${flag} ${example}`],
  });
}
