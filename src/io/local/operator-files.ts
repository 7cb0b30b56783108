import {pathText} from '../../core/config/problem.js';
import type {RegistryConfig} from '../../core/model/config.js';
import type {OperatorSource} from '../../core/model/operator-file.js';
import {authorizationOf} from '../../core/network/authorization.js';
import {hostsToml} from '../../core/render/runtime/hosts-toml.js';
import {caSource, hostsSource} from '../../core/render/runtime/registries.js';
import type {ReadOperatorFiles} from '../../ports/operator-files.js';
import {readCaFile} from './ca-file.js';
import {readCredentials} from './credentials.js';

/**
 * The CA files of registries, and the hosts.toml of those with credentials. undefined: no registry has either. Files
 * are read again on each call, so that one that is replaced during a run is used.
 */
export function operatorFilesOf(
  registries: readonly RegistryConfig[],
  env: NodeJS.ProcessEnv,
): ReadOperatorFiles | undefined {
  if (registries.every(({ca, credentials}) => ca === undefined && credentials === undefined)) return undefined;
  return async () => new Map((await Promise.all(registries.map((each, index) => filesOf(each, index, env)))).flat());
}

async function filesOf(
  registry: RegistryConfig,
  index: number,
  env: NodeJS.ProcessEnv,
): Promise<readonly (readonly [OperatorSource, Uint8Array])[]> {
  const {host, ca, credentials} = registry;
  const setting = (name: string) => pathText(['spec', 'registries', index, name]);
  const certificates = ca === undefined ? undefined : await readCaFile(ca, setting('ca'));
  const read = credentials && (await readCredentials(credentials, env, setting('credentials')));
  return [
    ...(certificates === undefined ? [] : [[caSource(host), certificates] as const]),
    ...(read === undefined
      ? []
      : [[hostsSource(host), Buffer.from(hostsToml(registry, authorizationOf(read)))] as const]),
  ];
}
