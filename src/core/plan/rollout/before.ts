import {etcdFlags} from '../../render/etcd/flags.js';
import {withExtra} from '../../render/flags.js';
import type {Artifact} from '../../versions/bundle.js';
import {pathOf} from '../../versions/install-paths.js';
import type {Action, Plan} from '../action.js';
import {parallel, serial} from '../action.js';
import type {PlanInput} from '../input.js';
import type {ComponentUpgrade} from './component-upgrade.js';

/** What is to be known, and kept, before the first program is stopped. */
export function beforeUpgrade(input: PlanInput, switches: readonly ComponentUpgrade[]): Plan {
  const trials = switches.flatMap(each => tryouts(each, input));
  // Data in etcd are the cluster: whatever is changed about those who write there, a copy is at hand.
  const keeps = input.desired.etcd.length > 0 && switches.some(({group}) => group !== 'node');
  return [
    parallel('Try the new versions on the hosts', trials),
    serial('Keep a snapshot of etcd', keeps ? [{kind: 'etcd/snapshot'}] : []),
  ];
}

function tryouts({host, moving}: ComponentUpgrade, {desired}: PlanInput): readonly Action[] {
  const member = desired.etcd.find(each => each.host === host);
  return moving
    .map(({artifact}) => artifact)
    .filter(speaks)
    .flatMap((artifact): readonly Action[] => [
      {kind: 'binary/verify', host, path: pathOf(artifact), version: artifact.version},
      ...(artifact.name === 'etcd' && member !== undefined
        ? [
            {
              kind: 'etcd/smoke-test',
              host,
              path: pathOf(artifact),
              flags: withExtra(etcdFlags(member, artifact.version), desired.extraArgs.etcd).map(
                ({name, value}) => `--${name}=${value}`,
              ),
            } as const,
          ]
        : []),
    ]);
}

/** Plugins of the pod network and shims wait for somebody to talk to them, and say nothing by themselves. */
const speaks = ({component, name}: Artifact): boolean =>
  component !== 'cni-plugins' && name !== 'containerd-shim-runc-v2';
