import {entries} from '../entry.js';

/** The lock of a cluster, held on its control planes and etcd hosts while a run changes it. */
export const LOCK = entries({
  'lock/held': {
    level: 'error',
    title: 'Another run is changing the cluster',
    explanation:
      'Only one run changes a cluster at a time. It holds a lock on the control planes and etcd hosts; the message says which command, by which user and process, since when. The lock of a run that was killed is free as soon as its connection closes, at the latest after about a minute.',
    remedy:
      'Wait until it ends, then run the same command again. `quorate lock status` shows the holder. If that run hangs: `quorate lock release`. If the holder is not named, on {host}: `ls -l /proc/[0-9]*/fd/9 | grep /run/quorate/lock` shows its process.',
  },
  'lock/lost': {
    level: 'error',
    title: 'The lock was lost during a run',
    explanation:
      'The run no longer holds the lock on a majority of the control planes and etcd hosts, so it stopped before its next step, without a rollback: another run could have started. The lock of a host whose connection was lost is taken again within two minutes, if no other run has held it. Usual causes are `quorate lock release`, longer outages of the network, and hosts that went down or restarted. The message names the hosts.',
    remedy:
      '`quorate lock status` shows whether another run holds the lock. If not, run the same command again: it continues where this one stopped.',
  },
  'hosts/no-lock': {
    level: 'error',
    title: 'The lock cannot be taken on a majority of the hosts',
    explanation:
      'A run must hold the lock on a majority of the control planes and etcd hosts, because two runs cannot both have a majority. Too few of these hosts answered. The message has the reason for each of them. Nothing was changed.',
    remedy: 'Make a majority of the control planes and etcd hosts reachable, then run the same command again.',
  },
  'hosts/lock-ended': {
    level: 'error',
    title: 'The process that takes the lock was killed on a host',
    explanation:
      'The lock on a host is held by a process there. It was ended by a signal before it had the lock: by an administrator, a restart of the host, or the kernel when memory was short.',
    remedy: 'Run the same command again. If it repeats, on {host}: `journalctl -k | grep -i "out of memory"`.',
  },
});
