import {counted} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import {caution, refusal, type UpgradeRule} from './input.js';

/** With one or two voters, etcd has no quorum while one restarts. */
export const downtime: UpgradeRule = ({changes, observed: {etcd}, acceptDowntime}) => {
  if (!changes.some(({artifact}) => artifact === 'etcd') || !etcd.known || etcd.value.is !== 'formed') return [];
  const voters = etcd.value.members.filter(({learner}) => !learner).length;
  if (voters >= 3) return [];
  const message = `${counted(voters, 'voter')}, quorum ${quorum(voters)}: writes stop while each member restarts, ${counted(voters, 'time')} in all`;
  return acceptDowntime
    ? [
        caution(
          'quorum/write-outage',
          message,
          'with three voters a restart stops no writes: `quorate join HOST` adds one',
        ),
      ]
    : [
        refusal(
          'quorum/write-outage',
          message,
          'run the same command again with `--accept-downtime`; or grow to three voters first, with the running versions in the configuration: `quorate join HOST`',
        ),
      ];
};
