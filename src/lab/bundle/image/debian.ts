import {fileURLToPath} from 'node:url';
import {work} from '../command.js';

/** Writes a tar file with a minimal Debian: packages and their dependencies, unpacked and not configured. */
export const debianLayer = async (
  packages: readonly string[],
  title: string,
  output: string,
  signal?: AbortSignal,
): Promise<void> => {
  const finish = fileURLToPath(new URL('../../../../templates/lab/test-image.sh', import.meta.url));
  await work({
    title,
    argv: [
      ...['mmdebstrap', '--quiet', '--variant=extract', `--include=${packages.join(',')}`],
      '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
      ...['doc', 'man', 'locale'].map(folder => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
      ...[`--extract-hook=sh '${finish}' "$1"`, 'bookworm', output],
    ],
    env: {SOURCE_DATE_EPOCH: '0'},
    signal,
    suggestions: ['check that this machine reaches a Debian mirror: apt-get update'],
  });
};
