import {entries} from '../entry.js';

/** Throwaway hosts on the operator's machine, the benchmark on them, and the package of quorate itself. */
export const LAB = entries({
  'lab/needs-root': {
    level: 'error',
    title: 'The lab needs root',
    explanation:
      'The hosts of a lab are systemd-nspawn containers on a bridge of this machine, and missing Debian packages are installed: all of that needs root. `quorate bundle build` needs root too when it has to install packages for its C parts.',
    remedy: 'Run the same command as root, for example with `sudo`.',
  },
  'lab/packages': {
    level: 'error',
    title: 'Packages for the lab cannot be installed',
    explanation:
      'The lab, and the C parts of the bundle, need Debian packages on this machine. apt-get could not install them, or the machine has no dpkg. Only Debian 12 or later and Ubuntu 22.04 or later are supported.',
    remedy:
      'Run `apt-get update`, then `apt-get install` with the packages in the message, and fix the error that it prints.',
  },
  'lab/root-file-system': {
    level: 'error',
    title: 'The root file system of the lab cannot be created',
    explanation:
      'mmdebstrap creates a Debian root file system once, and all hosts share it. It ended with an error; the message has its last lines. Usual causes are a Debian mirror that cannot be reached and a full disk.',
    remedy:
      'Check the mirror: `mmdebstrap --variant=minbase bookworm /dev/null`. Check the space: `df -h`. Then run `quorate lab up` again.',
  },
  'lab/network-taken': {
    level: 'error',
    title: 'The network of the lab is in use on this machine',
    explanation:
      'The lab makes a bridge with the first address of the /24 of its hosts. Another interface of this machine has an address in that range, so traffic would go to the wrong one.',
    remedy:
      '`quorate lab list` shows whether another lab uses the range; `quorate lab down --name LAB` removes it. Or give the hosts addresses of another /24.',
  },
  'lab/busy': {
    level: 'error',
    title: 'Another process is changing the lab',
    explanation:
      'Only one process at a time creates, removes or replaces hosts of a lab. The lock ends with the process that holds it.',
    remedy: 'Wait until it ends, then run the same command again.',
  },
  'lab/changed': {
    level: 'error',
    title: 'The lab exists with other addresses',
    explanation:
      'A lab of this name exists, and the configuration gives one of its hosts, or its network, another address. Addresses of existing hosts are not changed.',
    remedy:
      'Remove the lab with all data of its hosts, then create it again: `quorate lab down --name LAB` and `quorate lab up`. Or restore the old addresses in the configuration.',
  },
  'lab/unknown': {
    level: 'error',
    title: 'There is no lab of this name',
    explanation: 'No lab of this name exists for the current user. A lab is named after its cluster, or by `--name`.',
    remedy: '`quorate lab list` shows all labs. `quorate lab up -c FILE` creates one.',
  },
  'lab/unknown-host': {
    level: 'error',
    title: 'The lab has no such host',
    explanation:
      'The host is not in the lab, or it is in the configuration and was not created yet. Hosts that were added to the configuration later are created by the next `quorate lab up`.',
    remedy: '`quorate lab list` shows the hosts. `quorate lab up` creates those that are missing.',
  },
  'lab/host-off': {
    level: 'error',
    title: 'A lab host is powered off',
    explanation: 'A command was to run in this host, and it is not running. It was powered off, or it ended by itself.',
    remedy: '`quorate lab start {host}`',
  },
  'lab/boot': {
    level: 'error',
    title: 'A lab host did not boot',
    explanation:
      'The host ended while it booted, or its SSH server did not answer on port 22 within 120 seconds. The message has the end of its console. Usual causes are too little memory and a machine that is too busy.',
    remedy:
      'Read the console file that the message names. Then create the lab again: `quorate lab down` and `quorate lab up`.',
  },
  'lab/power': {
    level: 'error',
    title: 'A lab host cannot be powered off',
    explanation:
      'All processes of the host were killed, and some of them still exist after 15 seconds. A process in an uninterruptible wait, usually for a disk, cannot be killed.',
    remedy:
      'The file in the message lists the processes: `ps -o pid,stat,cmd PID`. Run the same command again once they have ended.',
  },
  'lab/command': {
    level: 'error',
    title: 'A command for the lab failed on this machine',
    explanation:
      'Bridges, links and partitions of a lab are made with `ip` and `nft`. One of these commands ended with an error, which the message has. Usual causes are missing privileges and a kernel without bridge or nftables support.',
    remedy:
      'Fix the error in the message, then run the same command again. `quorate lab down` removes what a lab made.',
  },
  'lab/client': {
    level: 'error',
    title: 'The test client of the lab got no answers',
    explanation:
      'A client on a lab host writes to the cluster, or reads from it, every 100 ms. The expected number of requests did not succeed within 120 seconds, or the client ended. The message has the last error that it received.',
    remedy:
      '`quorate topology check -c FILE` shows whether etcd and an API server serve. Then run the same command again.',
  },
  'lab/identity': {
    level: 'error',
    title: 'The test client of the lab has no credentials',
    explanation:
      'The client uses certificates that it reads from a lab host, `/etc/kubernetes/admin.conf` or `/etc/kubernetes/pki/etcd`. The file could not be read: the cluster is not built, or the host has another role.',
    remedy: 'Build the cluster first: `quorate apply -c FILE`.',
  },
  'bench/run-failed': {
    level: 'error',
    title: 'A command of the benchmark failed',
    explanation:
      '`quorate lab bench` runs apply and join on throwaway hosts and measures them. One of them ended with an error, which the message has as JSON. The hosts were removed afterwards.',
    remedy:
      'Fix the error in the message; the log of the run is in `~/.local/state/quorate/logs`. Then run `quorate lab bench` again.',
  },
  'bench/no-leader': {
    level: 'error',
    title: 'The benchmark found no leader of etcd',
    explanation:
      'The benchmark powers off the leader of etcd. No member reported that it is the leader, so there was an election at that moment, or etcd did not answer.',
    remedy: 'Run `quorate lab bench` again, on a machine that is less busy.',
  },
  'bench/config': {
    level: 'error',
    title: 'The configuration of the benchmark is not valid',
    explanation:
      'The benchmark uses a configuration of its own, and this version of quorate does not accept it. That is a bug.',
    remedy: 'Report the message as a bug.',
  },
  'package/template-missing': {
    level: 'error',
    title: 'The installation of quorate is incomplete',
    explanation:
      'A script that runs on hosts is part of the package of quorate, and it is not there. The installation was interrupted, or files were deleted from it.',
    remedy: 'Install quorate again.',
  },
});
