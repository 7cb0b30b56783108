import type {HostKey, KeyRequest} from '../../core/pki/types.js';
import {LIMITS} from './limits.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** Throws Failure 'pki/key-request-…' for any other answer than one certificate signing request for each key. */
export async function makeKeys(shell: RemoteShell, requests: readonly KeyRequest[]): Promise<readonly HostKey[]> {
  if (requests.length === 0) return [];
  assertUsable(
    shell.name,
    requests.map(({path}) => path),
  );
  const {stdout} = await runScript(shell, {
    scripts: ['pending-keys', 'make-keys'],
    title: requests.length === 1 ? `make the key for ${requests[0]!.path}` : `make ${requests.length} private keys`,
    changes: true,
    input: requests.map(({algorithm, path}) => `${algorithm}\t${path}\n`).join(''),
    timeoutMs: LIMITS.makeKeys,
    maxBytes: MAX_BYTES,
  });
  const {madeKeys} = await import('../../core/pki/made-keys.js');
  return madeKeys(stdout.toString('latin1'), requests, shell.name);
}

/** A hundred times what all keys of a host need. */
const MAX_BYTES = 2 ** 20;
