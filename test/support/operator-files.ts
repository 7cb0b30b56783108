import type {RegistryConfig} from '../../src/core/model/config.js';
import {sha256} from '../../src/core/model/digest.js';
import {known} from '../../src/core/model/fact.js';
import type {ObservedCluster} from '../../src/core/model/observed.js';
import type {OperatorSource} from '../../src/core/model/operator-file.js';
import {hostsToml} from '../../src/core/render/runtime/hosts-toml.js';
import {caSource, hostsSource} from '../../src/core/render/runtime/registries.js';

/** Header of every registry with credentials in memory. */
export const AUTHORIZATION = 'Bearer token-of-the-operator';

/** What an operator would have for these registries, without files on a disk. */
export const operatorFiles = (registries: readonly RegistryConfig[]): ReadonlyMap<OperatorSource, Uint8Array> =>
  new Map(
    registries.flatMap(registry => [
      ...(registry.ca === undefined ? [] : [[caSource(registry.host), Buffer.from(`CA of ${registry.host}`)] as const]),
      ...(registry.credentials === undefined
        ? []
        : [[hostsSource(registry.host), Buffer.from(hostsToml(registry, AUTHORIZATION))] as const]),
    ]),
  );

/** The same, as it is observed; nothing for a cluster without such files. */
export function observedOperatorFiles(registries: readonly RegistryConfig[]): Pick<ObservedCluster, 'operatorFiles'> {
  const files = operatorFiles(registries);
  return files.size === 0
    ? {}
    : {operatorFiles: known(new Map([...files].map(([source, content]) => [source, sha256(content)] as const)))};
}
