import {type Action, describeAction, hostOf, onlyWaits} from '../../core/actions/action.js';
import {listed} from '../../core/format.js';

/** What a rollback or a cleanup that failed may have left: a host that could not be asked shows no more. */
export const leftUndone = (actions: readonly Action[]): string =>
  `Not all of this was done: ${listed(actions.filter(action => !onlyWaits(action)).map(described), SHOWN)}.`;

const SHOWN = 8;

const described = (action: Action): string => {
  const host = hostOf(action);
  return `${describeAction(action)}${host === undefined ? '' : ` on ${host}`}`;
};

/** Commands that put right by hand what is missed most: a service that runs, a node that takes pods. */
export const heals = (actions: readonly Action[]): readonly string[] => [
  ...actions.flatMap(byHand),
  'when every host can be reached, run the same command again: it completes what was left',
];

function byHand(action: Action): readonly string[] {
  if (action.kind === 'service/run')
    return [`on ${action.host}, if ${action.unit} is stopped: systemctl start ${action.unit}`];
  if (action.kind === 'node/uncordon')
    return [`on a control plane, if ${action.host} is cordoned: ${UNCORDON} ${action.host}`];
  return [];
}

const UNCORDON = 'kubectl --kubeconfig=/etc/kubernetes/admin.conf uncordon';
