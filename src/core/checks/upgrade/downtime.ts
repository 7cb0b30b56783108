import {counted} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import {caution, refusal, type UpgradeRule} from './input.js';

/** Fewer than three voters cannot spare the one that is being restarted. */
export const downtime: UpgradeRule = ({changes, observed: {etcd}, acceptDowntime}) => {
  if (!changes.some(({artifact}) => artifact === 'etcd') || !etcd.known || etcd.value.is !== 'formed') return [];
  const voters = etcd.value.members.filter(({learner}) => !learner).length;
  if (voters >= 3) return [];
  const message = `${counted(voters, 'voter')}, quorum ${quorum(voters)}: writes stop while each member restarts, ${counted(voters, 'time')}`;
  return acceptDowntime
    ? [caution('quorum/write-outage', message, 'three voters spare any one of them: quorate join adds hosts')]
    : [
        refusal(
          'quorum/write-outage',
          message,
          'run the same command again with `--accept-downtime`, or add hosts first: three voters spare any one of them',
        ),
      ];
};
