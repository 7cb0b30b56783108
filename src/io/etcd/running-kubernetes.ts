import {known} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {asFact} from '../as-fact.js';
import {LIMITS} from '../remote/limits.js';
import type {HostTransport} from '../transport/transport.js';

/**
 * The version that the API servers run, by the link to their binary on the first control plane that answers.
 *
 * @param configured what is returned if none answers.
 */
export async function runningKubernetes(
  controlPlanes: readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  configured: string,
): Promise<string> {
  for (const host of controlPlanes) {
    const argv = ['readlink', '/opt/quorate/bin/kube-apiserver'];
    const command = {argv, title: 'read the version of Kubernetes', changes: false};
    const answer = await asFact(async () => known(await transportTo(host).exec(command, {timeoutMs: LIMITS.read})));
    const version = answer.known
      ? /^\/opt\/quorate\/[^/]+\/v?(\d[\w.+-]*)\//.exec(answer.value.stdout.toString())
      : null;
    if (version !== null) return version[1]!;
  }
  return configured;
}
