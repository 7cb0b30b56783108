import {entries} from '../entry.js';

export const DRIFT = entries({
  'drift/file-edited': {
    level: 'warning',
    title: 'File differs from the one that quorate writes',
    explanation:
      'The file was edited on the host, or the configuration was changed and not applied. The next run overwrites it: changes that must stay belong in the configuration.',
    remedy: '`quorate plan` shows the difference; `quorate apply` restores the file',
  },
  'drift/file-missing': {
    level: 'warning',
    title: 'File is missing',
    explanation:
      'A file that the cluster needs is not on the host. The component that reads it fails at its next start.',
    remedy: 'quorate apply',
  },
  'drift/file-mode': {
    level: 'warning',
    title: 'File has wrong permissions',
    explanation:
      'The content is correct, the mode or the owner is not: users other than root may read a secret or replace a program that root runs, or a service cannot read its own file. The next run sets them, and restarts nothing.',
    remedy: 'quorate apply',
  },
  'drift/unit-edited': {
    level: 'warning',
    title: 'Unit file was edited',
    explanation:
      'The unit file differs from the one that quorate writes: flags, user or limits of a component differ from the configuration.',
    remedy: '`quorate plan` shows the difference; `quorate apply` restores the unit file',
  },
  'drift/unit-drop-in': {
    level: 'warning',
    title: 'Drop-in changes a unit',
    explanation:
      'systemd merges drop-in files into a unit. The unit file is unchanged, but the component runs with other settings.',
    remedy: 'on {host}: `systemctl cat {unit}`; delete {path}, then: `systemctl daemon-reload`',
  },
  'drift/unit-stale': {
    level: 'warning',
    title: 'Unit needs a restart (inputs changed on disk)',
    explanation:
      'The binary, flags, configuration or certificates changed after the unit was started. It behaves differently after its next start.',
    remedy: 'quorate apply',
  },
  'drift/unit-unreloaded': {
    level: 'warning',
    title: 'Unit needs a reload',
    explanation: 'Its configuration changed on disk. The unit uses the old one until it is reloaded.',
    remedy: 'quorate apply',
  },
  'drift/binary-differs': {
    level: 'error',
    title: 'Binary differs from the one of the bundle',
    explanation:
      'The digest of an installed file differs from the one in the bundle: the file was replaced, is damaged or is missing. Find out who changed it before it is restored.',
    remedy: 'quorate apply',
  },
  'drift/link-differs': {
    level: 'warning',
    title: 'Symlink points to another file',
    explanation:
      'The symlink that selects the version in use does not exist, or does not point to the file that the configuration requires.',
    remedy: 'quorate apply',
  },
  'drift/version-differs': {
    level: 'note',
    title: 'Version in use differs from the configuration',
    explanation:
      'The host does not use the version of the configuration: an upgrade has not started or is unfinished. Versions that must not run together are findings of their own.',
    remedy: '`quorate upgrade plan` shows the changes; `quorate upgrade` makes them',
  },
  'drift/directory-differs': {
    level: 'warning',
    title: 'Directory is missing or has wrong permissions',
    explanation:
      'A directory that a component works in does not exist, or has another mode or owner than quorate sets.',
    remedy: 'quorate apply',
  },
  'drift/kernel-unprepared': {
    level: 'warning',
    title: 'Kernel module or setting is missing',
    explanation:
      'A kernel module is not loaded, or a sysctl has another value. Pods may not reach each other or Services.',
    remedy: 'quorate apply',
  },
  'drift/package-missing': {
    level: 'warning',
    title: 'A command of the operating system is missing',
    explanation:
      'A component needs a command that the host no longer has, because its package was removed. What runs keeps running, but may fail at its next start. The evidence has the packages.',
    remedy: 'quorate apply',
  },
  'drift/user-missing': {
    level: 'error',
    title: 'A user that a service runs as does not exist',
    explanation:
      'etcd and the control plane run under users of their own. Someone deleted one of them, or its group: the service runs until it is restarted, and does not start then.',
    remedy: 'quorate apply',
  },
  'drift/selinux-boolean': {
    level: 'warning',
    title: 'SELinux refuses connections of a load balancer',
    explanation:
      'A boolean of the SELinux policy that haproxy or keepalived needs is off: under an enforcing SELinux they cannot connect to the ports of API servers and cannot listen on theirs.',
    remedy: 'quorate apply',
  },
  'drift/no-bundle': {
    level: 'note',
    title: 'No bundle to compare with',
    explanation:
      'Files, binaries, images and objects are compared with what this machine would install, and it has no bundle for this cluster. Everything else was checked.',
    remedy:
      '`quorate bundle build --kubernetes {version}`, or `quorate bundle fetch --kubernetes {version}` for a lock file, or set spec.artifacts.bundle to the directory of a bundle; then: `quorate topology check`',
  },
  'drift/registries-unknown': {
    level: 'note',
    title: 'Files of registries were not compared',
    explanation:
      'The hosts.toml of a registry with credentials, and its CA certificates, are compared with what this machine would write. A password, token or CA file of this machine cannot be used, so they were not compared. Everything else was checked.',
    remedy: 'correct the file or variable in the message, then: `quorate topology check`',
  },
  'drift/image-missing': {
    level: 'warning',
    title: 'Image is not imported',
    explanation:
      'containerd does not have an image of the bundle. A pod that needs it waits for a registry, which the host may not reach.',
    remedy: 'quorate apply',
  },
  'drift/image-differs': {
    level: 'warning',
    title: 'Image has another digest',
    explanation:
      'containerd has an image under the name of one that quorate imports, with other content: it was pulled or tagged on the host, or the images of the configuration changed. Pods that start run the other image.',
    remedy: 'quorate apply',
  },
});
