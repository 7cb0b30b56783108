import {counted} from '../../format.js';
import {quorum} from '../../topology/quorum.js';
import {caution, refusal, type UpgradeRule} from '../case.js';

/** Fewer than three voters cannot spare the one that is being restarted. */
export const downtime: UpgradeRule = ({moves, observed: {etcd}, acceptDowntime}) => {
  if (!moves.some(({artifact}) => artifact === 'etcd') || !etcd.known || etcd.value.is !== 'formed') return [];
  const voters = etcd.value.members.filter(({learner}) => !learner).length;
  if (voters >= 3) return [];
  const message = `${counted(voters, 'voter')}, quorum ${quorum(voters)}: writes stop while each member restarts, ${counted(voters, 'time')}`;
  return acceptDowntime
    ? [caution('quorum/writes-stop', message, 'three voters spare any one of them: quorate join adds hosts')]
    : [
        refusal(
          'quorum/writes-stop',
          message,
          'run the same command again with `--accept-downtime`, or add hosts first: three voters spare any one of them',
        ),
      ];
};
