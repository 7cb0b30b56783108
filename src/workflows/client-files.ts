import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import {bundleDirectory, openBundle} from '../io/bundle/bundle.js';
import {extractProgram, writePrivateFile} from '../io/local/client-files.js';
import type {Environment} from './connect.js';
import {fetchKubeconfig} from './kubeconfig.js';

/** Writes kubectl from the bundle and the administrator's kubeconfig to this machine. */
export async function writeClientFiles(
  config: ClusterConfig,
  paths: {readonly kubectl: string; readonly kubeconfig: string},
  environment: Environment,
): Promise<void> {
  const bundle = await openBundle(bundleDirectory(config.artifacts.bundle, environment.env));
  const kubectl = bundle.manifest.artifacts.find(
    ({name, version}) => name === 'kubectl' && version === config.kubernetesVersion,
  );
  if (kubectl === undefined)
    throw new Failure('artifacts/not-in-bundle', `the bundle has no kubectl ${config.kubernetesVersion}`, {
      suggestions: [`quorate bundle build --kubernetes ${config.kubernetesVersion}`],
    });
  await extractProgram(bundle.open(kubectl), paths.kubectl);
  await writePrivateFile(paths.kubeconfig, await fetchKubeconfig(config, environment));
}
