import type {Artifact} from '../../components/bundle.js';
import {pathOf} from '../../render/artifacts.js';
import {etcdFlags} from '../../render/etcd/flags.js';
import {withExtra} from '../../render/flags.js';
import type {Action, Plan} from '../action.js';
import type {Situation} from '../situation.js';
import {parallel, serial} from '../stage.js';
import type {Switch} from './switch.js';

/** What is to be known, and kept, before the first program is stopped. */
export function beforeSwitching(situation: Situation, switches: readonly Switch[]): Plan {
  const trials = switches.flatMap(each => tryouts(each, situation));
  // Data in etcd are the cluster: whatever is changed about those who write there, a copy is at hand.
  const keeps = situation.desired.etcd.length > 0 && switches.some(({group}) => group !== 'node');
  return [
    parallel('Try the new versions on the hosts', trials),
    serial('Keep a snapshot of etcd', keeps ? [{kind: 'etcd/snapshot'}] : []),
  ];
}

function tryouts({host, moving}: Switch, {desired}: Situation): readonly Action[] {
  const member = desired.etcd.find(each => each.host === host);
  return moving
    .map(({artifact}) => artifact)
    .filter(speaks)
    .flatMap((artifact): readonly Action[] => [
      {kind: 'program/try', host, path: pathOf(artifact), version: artifact.version},
      ...(artifact.name === 'etcd' && member !== undefined
        ? [
            {
              kind: 'etcd/try',
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
