import type {Action} from '../../actions/action.js';
import type {Artifact} from '../../artifacts/bundle.js';
import type {PlanInput} from '../input.js';
import type {Plan} from '../stage.js';
import {memberFlags} from '../staged/try-flags.js';
import {stageOf} from '../stages.js';
import type {ComponentUpgrade} from './component-upgrade.js';

/** What must succeed before the first unit is restarted. */
export function beforeUpgrade(input: PlanInput, upgrades: readonly ComponentUpgrade[]): Plan {
  const verifications = upgrades.flatMap(each => verify(each, input));
  // The data of the cluster is in etcd: it is saved before anything that writes there is upgraded.
  const needsSnapshot = input.desired.etcd.length > 0 && upgrades.some(({group}) => group !== 'node');
  return [
    stageOf('verify-binaries', verifications),
    stageOf('snapshot', needsSnapshot ? [{kind: 'etcd/snapshot'}] : []),
  ];
}

function verify({host, moving}: ComponentUpgrade, {desired}: PlanInput): readonly Action[] {
  const member = desired.etcd.find(each => each.host === host);
  return moving
    .filter(({artifact}) => printsVersion(artifact))
    .flatMap(({artifact, path}): readonly Action[] => [
      {kind: 'binary/verify', host, path, version: artifact.version},
      ...(artifact.name === 'etcd' && member !== undefined
        ? [
            {
              kind: 'etcd/smoke-test',
              host,
              path,
              flags: memberFlags(member, artifact.version, desired),
            } as const,
          ]
        : []),
    ]);
}

/** CNI plugins and the containerd shim wait for input and print no version. */
const printsVersion = ({component, name}: Artifact): boolean =>
  component !== 'cni-plugins' && component !== 'flannel-cni-plugin' && name !== 'containerd-shim-runc-v2';
