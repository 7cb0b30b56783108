import {entries} from '../entry.js';

/** Changes that do not take effect, time limits and services that do not stay up. */
export const RUN = entries({
  'run/verification-failed': {
    level: 'error',
    title: 'A change did not take effect',
    explanation:
      'Each action is checked, applied and checked again. After it was applied, the check still finds it undone. Something on the host reverts the change, or the host does not report it.',
    remedy:
      'Run the same command again. If it fails in the same way, the log that the failure names has every command and its output.',
  },
  'run/not-converged': {
    level: 'error',
    title: 'The cluster still differs after the run',
    explanation:
      'All actions were executed and verified, and the plan that was made afterwards is not empty. The message names what is left. Another change during the run, or a host that lost a change, is the usual cause.',
    remedy: 'Run the same command again. `quorate plan` shows what is left and changes nothing.',
  },
  'timeout/command': {
    level: 'error',
    title: 'A command on a host did not end in time',
    explanation:
      'The host accepted the connection, and the command took longer than its limit. A slow disk, high load or a blocked mount is the usual cause. The command may still complete on the host.',
    remedy: 'Check load and disks of the host: `uptime`, `df -h`, `dmesg`. Then run the same command again.',
  },
  'timeout/condition': {
    level: 'error',
    title: 'A condition was not met in time',
    explanation:
      'After a change quorate waits for its effect, for example a leader, a ready API server or a Ready node. The message names the condition and what was seen last.',
    remedy:
      'Follow the log that the message names, for example `journalctl -u etcd.service`. Run the same command again to continue waiting. `quorate topology check` shows what is wrong.',
  },
  'timeout/containerd': {
    level: 'error',
    title: 'containerd does not answer',
    explanation: 'Images are imported through the socket of containerd. It did not answer within its time limit.',
    remedy:
      'On {host}: `systemctl status containerd.service`, `journalctl -u containerd.service`. Then run the same command again.',
  },
  'timeout/lock': {
    level: 'error',
    title: 'A host did not answer a lock request',
    explanation:
      'A run that changes the cluster takes a lock on its control planes and etcd hosts. This host neither granted nor refused it in time, usually because of high load. A run can do without it while it has a majority.',
    remedy: 'Check the load of {host}, then run the same command again. `quorate lock status` shows who has the lock.',
  },
  'service/crash-loop': {
    level: 'error',
    title: 'A service keeps restarting',
    explanation:
      'The unit was started and has ended more than three times since. The message has the last line of its log. A flag that it does not know, a missing file and a port in use are common causes.',
    remedy:
      'On {host}: `journalctl -u UNIT` with the unit of the message. Correct the cause, then run the same command again.',
  },
});
