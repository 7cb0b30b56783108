import {entries} from '../entry.js';

/** Failures on a host that can be connected to, and of files on the operator's machine. */
export const HOST_FAILURES = entries({
  'hosts/unreadable': {
    level: 'error',
    title: 'The facts of a host are unknown',
    explanation:
      'The state of the host could not be read, and the run cannot leave it out: no running cluster was seen, and the host may have an etcd member or keys of one; or the command is for this host only. Nothing was changed. The message gives the reason.',
    remedy:
      'Fix the reason in the message, then run the same command again. `quorate topology check` shows every host.',
  },
  'hosts/left-out': {
    level: 'error',
    title: 'The run left out hosts that cannot be reached',
    explanation:
      'Everything was done that does not need these hosts. Nothing was done on them, and nothing that needs all etcd members. The message names each host and each stage that was left out, with the reason.',
    remedy:
      'Make each host in the message reachable, then `quorate apply`, or after an upgrade `quorate upgrade`. If a machine is lost for good: `quorate replace HOST NEW --address ADDRESS`, or `quorate remove --lost HOST`. To do nothing on a host on purpose, name the others with --limit.',
  },
  'hosts/some-failed': {
    level: 'error',
    title: 'Several hosts failed',
    explanation:
      'The same step failed on two or more hosts. The message has one line for each of them; the suggestions are those of all of them. Hosts that did not fail have completed the step.',
    remedy: 'Fix each host that the message lists, then run the same command again: completed steps are skipped.',
  },
  'hosts/disk-full': {
    level: 'error',
    title: 'A file cannot be written because the disk is full',
    explanation:
      'A write failed with no space left, an exceeded quota, or a limit on file sizes. Files are replaced by a rename at the end, so the previous file is unchanged.',
    remedy:
      'On {host}: `df -h` and `df -i` show which file system is full. Free space, then run the same command again: it continues where this one stopped.',
  },
  'hosts/command-failed': {
    level: 'error',
    title: 'A command failed on a host',
    explanation:
      'A script of quorate ended with an error on the host. The message has the step, the file or unit it is about, and the error of the tool: for example of systemctl, modprobe, ctr or rm. A unit that systemd cannot enable, stop or reload is reported here too.',
    remedy:
      'Fix the error in the message on {host}; `journalctl -b -p err` and `dmesg` there show more. Then run the same command again: it continues where this one stopped.',
  },
  'hosts/garbled-facts': {
    level: 'error',
    title: 'The facts of a host cannot be understood',
    explanation:
      'The script that gathers facts answered with something else than expected. Usual causes are a shell profile that prints text, an answer that was truncated, and an etcd member marker with an unknown state. Facts that are incomplete are not used: a missing answer must not be taken for a missing file.',
    remedy:
      'Check that `ssh USER@ADDRESS true` prints nothing. If the message names a marker, compare `/var/lib/quorate/etcd-member` with its copy `/etc/etcd/member` on {host}. Then run the same command again.',
  },
  'hosts/garbled-upload': {
    level: 'error',
    title: 'An upload arrived incomplete',
    explanation:
      'What the host received is shorter than or different from what was sent, so it was not installed: the previous file is unchanged. The connection was interrupted during the upload.',
    remedy: 'Check the network between this machine and {host}, then run the same command again.',
  },
  'hosts/no-systemd': {
    level: 'error',
    title: 'systemd does not answer on a host',
    explanation:
      'quorate runs every service as a systemd unit. The host has no `systemctl`, or `systemctl show` failed, or `/run/systemd/system` does not exist: the host was booted with another init system, is a container without systemd, or its systemd does not respond.',
    remedy: 'On {host}: `systemctl is-system-running`. Use a host that is booted with systemd, or restart it.',
  },
  'hosts/unsupported-userland': {
    level: 'error',
    title: 'The tools of a host are not supported',
    explanation:
      'The scripts of quorate need a host with glibc and the tools of GNU coreutils or of uutils. On this host they are those of BusyBox or Toybox, whose options differ, or its C library is musl, with which several binaries do not run. Nothing was changed.',
    remedy:
      'Install {host} with a distribution that has systemd and glibc, such as Debian, Ubuntu or one of the Red Hat family. If BusyBox only comes first in the PATH of the user that logs in, correct that PATH. Then run the same command again.',
  },
  'hosts/missing-tools': {
    level: 'error',
    title: 'Basic programs are missing on a host',
    explanation:
      'Programs that every Linux distribution has, such as `stat`, `sed` or `date`, are not in the PATH of the user that logs in, nor in the usual directories. Without them, no facts of the host can be gathered. Nothing was changed.',
    remedy:
      'On {host}, install the packages coreutils, sed and util-linux, or correct the PATH of the user that logs in. Then run the same command again.',
  },
  'hosts/refused': {
    level: 'error',
    title: 'A script refused to remove a path',
    explanation:
      'Before a removal, every path is compared with the places where quorate installs files. This path is in none of them, so nothing was removed. The list of installed files on the host, `/var/lib/quorate/owned` or its copy `/etc/quorate/owned`, is damaged or was edited.',
    remedy:
      'On {host}, delete the line with this path from `/var/lib/quorate/owned` and `/etc/quorate/owned`, then run the same command again. The path itself is not removed.',
  },
  'hosts/unusable-path': {
    level: 'error',
    title: 'A path cannot be sent to a host',
    explanation:
      'Paths must be absolute and have no `.` or `..` parts, double or trailing slashes, backslashes or control characters. Nothing was changed on the host.',
    remedy: 'Correct the path in the configuration. If it is not from the configuration, report it as a bug.',
  },
  'hosts/unusable-value': {
    level: 'error',
    title: 'A value cannot be sent to a host',
    explanation:
      'Names and values must not be empty and must not have line breaks, tabs or other control characters; file modes are three or four octal digits. Nothing was changed on the host.',
    remedy:
      'Correct the value in the configuration, for example in extra arguments. If it is not from the configuration, report it as a bug.',
  },
  'hosts/binary-broken': {
    level: 'error',
    title: 'A binary does not run on a host',
    explanation:
      'Before an upgrade changes a version, the new binaries are run on the host: each prints its version, and etcd is started on a temporary data directory. This one ended with an error, printed another version, or did not serve in time. The version in use was not changed. Usual causes are a bundle for another architecture, a kernel that is too old, and a file system that is mounted `noexec`.',
    remedy:
      '`quorate bundle verify` checks the bundle (`--bundle DIR` for the directory in `spec.artifacts.bundle`). On {host}: `uname -m` and `uname -r`, and `findmnt --target /opt/quorate` for `noexec`.',
  },
  'hosts/packages-failed': {
    level: 'error',
    title: 'Packages of the operating system cannot be installed or removed',
    explanation:
      'A role needs packages that the host lacks, and the package manager of the host failed to install them; or a reset failed to remove those that quorate had installed. The message has its exit code and its last lines. Usual causes are a repository that cannot be reached, a package that no repository has, and a package database that an earlier interruption left incomplete. Packages that were installed are recorded, so the next run continues.',
    remedy:
      'Run the command that the suggestion names on {host}, and correct what it reports. If the repositories are behind a proxy, set `spec.proxy`. To install packages yourself, set `spec.packages: require`. Then run the same command again.',
  },
  'hosts/no-kubeconfig': {
    level: 'error',
    title: 'No control plane provides a kubeconfig',
    explanation:
      'The kubeconfig of the administrator, `/etc/kubernetes/admin.conf`, or for --user the cluster CA, is read from the first control plane that has it. At least one control plane cannot be read, and no other one has a usable file. The message has one line for each of them.',
    remedy: 'Make a control plane reachable, then run `quorate kubeconfig` again.',
  },
  'files/owner': {
    level: 'error',
    title: 'A local file belongs to another user',
    explanation:
      'The file is replaced in one step, and the new file would belong to the user that runs quorate. Its owner is another user, and only root may give a file to another user. The file is unchanged.',
    remedy: 'Run the command as the owner of the file, which `ls -l FILE` shows.',
  },
  'files/output-incomplete': {
    level: 'error',
    title: 'Standard output could not be written',
    explanation:
      'Standard output goes to a file, and its disk is full or does not work. A run that changes hosts continues to its end, and only what it prints is lost. A pipe whose reader has left, as with `| head`, is no error.',
    remedy: 'Free space on that disk, then run the same command again.',
  },
});
