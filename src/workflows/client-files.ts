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
    ({name, version, arch}) => name === 'kubectl' && version === config.kubernetesVersion && arch === machineArch(),
  );
  if (kubectl === undefined)
    throw new Failure(
      'artifacts/not-in-bundle',
      `the bundle has no kubectl ${config.kubernetesVersion} for this machine`,
      {
        suggestions: [`quorate bundle build --kubernetes ${config.kubernetesVersion}`],
      },
    );
  await extractProgram((await bundle.open(kubectl)).bytes, paths.kubectl);
  await writePrivateFile(paths.kubeconfig, (await fetchKubeconfig(config, environment)).text);
}

/** As artifacts name it. */
const machineArch = (): string => (process.arch === 'x64' ? 'amd64' : process.arch);
