import {entries} from '../entry.js';

export const HOSTS = entries({
  'hosts/unreachable': {
    level: 'error',
    title: 'A host cannot be read',
    explanation:
      'Nothing on this host could be looked at: it is down, cut off, or refuses the login. What runs there is not known, and is not taken for absent. quorate changes nothing on it meanwhile.',
    remedy: 'ssh to {host} by hand and see what is said; start the host if it is down',
  },
  'hosts/facts-incomplete': {
    level: 'warning',
    title: 'A host did not answer every question',
    explanation: 'The host can be read, but units, disks or balancers could not be looked at. The evidence says why.',
    remedy: 'quorate topology check -v, and see what {host} answered',
  },
  'hosts/not-joined': {
    level: 'warning',
    title: 'A declared host is not part of the cluster yet',
    explanation: 'The configuration names this host, and nothing of quorate is on it.',
    remedy: 'quorate join {host}',
  },
  'hosts/clock-off': {
    level: 'error',
    title: 'The clock of a host is off',
    explanation:
      'Certificates, tokens and leases are judged by the clock of each host. Ten seconds and more away from the other hosts, fresh ones are refused and leases end early or late.',
    remedy: 'on {host}: timedatectl set-ntp true, or start chrony; timedatectl shows the result',
  },
  'hosts/clock-drifts': {
    level: 'warning',
    title: 'The clock of a host is some seconds off',
    explanation:
      'The host is more than two seconds away from the others: its time is not kept by NTP, and goes on drifting.',
    remedy: 'on {host}: timedatectl set-ntp true, or start chrony; timedatectl shows the result',
  },
  'hosts/operator-clock-off': {
    level: 'warning',
    title: 'The clock of this machine is off',
    explanation:
      'The hosts agree with each other, and the machine that quorate runs on does not. Certificates it issues count from a wrong moment.',
    remedy: 'set the clock of this machine: timedatectl set-ntp true',
  },
  'hosts/swap-on': {
    level: 'warning',
    title: 'Swap is on',
    explanation:
      'kubelet does not start with swap on, so the node does not come back from its next boot; an etcd member that is paged out misses heartbeats.',
    remedy: 'on {host}: swapoff -a, and take swap out of /etc/fstab',
  },
  'hosts/machine-id-shared': {
    level: 'error',
    title: 'Hosts have the same machine id',
    explanation:
      'They are copies of one image, or one machine under two names. Leases of addresses and node identities get mixed up; and two names of one machine fail together.',
    remedy:
      'on all but one of {hosts}: rm /etc/machine-id && systemd-machine-id-setup, then boot it; on one that has joined also rm /etc/quorate/identity /var/lib/quorate/identity, then quorate apply records the new id',
  },
  'hosts/disk-low': {
    level: 'warning',
    title: 'A file system is nearly full',
    explanation: 'Below a tenth of free space kubelet evicts pods, and an etcd member that cannot write stops.',
    remedy: 'on {host}: free space at {path}; du -xsh {path}/* says what takes it',
  },
  'hosts/unit-failed': {
    level: 'error',
    title: 'A unit has failed',
    explanation: 'systemd gave up on the unit. The last lines of its log are among the evidence.',
    remedy: 'on {host}: journalctl -u {unit}; then systemctl restart {unit}',
  },
  'hosts/unit-restarting': {
    level: 'error',
    title: 'A unit starts over and over',
    explanation:
      'The unit ends soon after each start and systemd starts it again. The last lines of its log are among the evidence.',
    remedy: 'on {host}: journalctl -u {unit}',
  },
  'hosts/unit-stopped': {
    level: 'error',
    title: 'A unit does not run',
    explanation: 'The unit is to run here and was stopped, by hand or by what it depends on.',
    remedy: 'on {host}: systemctl start {unit}; or quorate apply',
  },
  'hosts/unit-disabled': {
    level: 'warning',
    title: 'A unit is not started at boot',
    explanation: 'It runs now and will not after the next boot of the host.',
    remedy: 'on {host}: systemctl enable {unit}; or quorate apply',
  },
});
