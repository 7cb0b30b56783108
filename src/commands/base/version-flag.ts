import {Failure} from '../../core/failure.js';

/**
 * The version that `--to` or `--etcd` names, a leading v allowed.
 * @returns "1.37.2".
 * @throws Failure usage/version for anything but three numbers: what is newest of a minor changes with the bundle.
 */
export function versionOf(flag: 'to' | 'etcd', text: string): string {
  const [, version, minor] = /^v?((\d+\.\d+)(?:\.\d+(?:-[0-9A-Za-z.-]+)?)?)$/.exec(text) ?? [];
  if (version !== undefined && version !== minor) return version;
  const example = {to: '1.37.2', etcd: '3.7.3'}[flag];
  throw new Failure('usage/version', `--${flag} ${text}: is not a whole version such as ${example}`, {
    suggestions: [minor === undefined ? `--${flag} ${example}` : `name the patch version too: --${flag} ${minor}.N`],
  });
}
