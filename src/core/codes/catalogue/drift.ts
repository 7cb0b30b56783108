import {entries} from '../entry.js';

export const DRIFT = entries({
  'drift/file-edited': {
    level: 'warning',
    title: 'A file differs from the one quorate writes',
    explanation:
      'The file was edited by hand, or the configuration was changed and not applied. The next quorate apply puts it back: what is to stay belongs in the configuration.',
    remedy: 'quorate plan shows what would change; quorate apply puts it back',
  },
  'drift/file-missing': {
    level: 'warning',
    title: 'A file is missing',
    explanation: 'A file that the cluster needs is not on the host. What reads it does not start again without it.',
    remedy: 'quorate apply',
  },
  'drift/file-mode': {
    level: 'warning',
    title: 'A file has other permissions',
    explanation:
      'The content is right, the mode is not: somebody may read what only root should, or a service may not read its own file.',
    remedy: 'quorate apply',
  },
  'drift/unit-edited': {
    level: 'warning',
    title: 'A unit file was edited',
    explanation:
      'The unit file differs from the one quorate writes: flags, user or limits of a component are others than the configuration says.',
    remedy: 'quorate plan shows what would change; quorate apply puts it back',
  },
  'drift/unit-drop-in': {
    level: 'warning',
    title: 'A drop-in changes a unit',
    explanation:
      'systemd merges drop-in files into a unit. The unit file looks untouched and the component runs with something else.',
    remedy: 'on {host}: systemctl cat {unit}; remove {path}, then systemctl daemon-reload',
  },
  'drift/unit-stale': {
    level: 'warning',
    title: 'A unit runs with what is no longer on disk',
    explanation:
      'Binary, flags, configuration or certificates changed since the unit was started. It behaves differently after its next start.',
    remedy: 'quorate apply',
  },
  'drift/unit-unreloaded': {
    level: 'warning',
    title: 'A unit has not taken in its configuration',
    explanation: 'Its configuration changed on disk, and it still works by the old one until it is reloaded.',
    remedy: 'quorate apply',
  },
  'drift/binary-differs': {
    level: 'error',
    title: 'A binary is not the one of the bundle',
    explanation:
      'The digest of an installed file differs from the one in the bundle: it was replaced, damaged, or is missing. Find out who did it before it is put back.',
    remedy: 'quorate apply puts it back',
  },
  'drift/link-differs': {
    level: 'warning',
    title: 'A link points elsewhere',
    explanation: 'The link that says which version is in use points at another file than the configuration asks for.',
    remedy: 'quorate apply',
  },
  'drift/version-differs': {
    level: 'note',
    title: 'A host has another version than the configuration',
    explanation:
      'The version in use on this host is not the one the configuration asks for: an upgrade is not finished, or not begun. What versions may not work together is found for itself.',
    remedy: 'quorate upgrade plan shows what would move; quorate upgrade brings it about',
  },
  'drift/directory-differs': {
    level: 'warning',
    title: 'A directory is missing or has other permissions',
    explanation: 'A directory that a component works in is not as quorate makes it.',
    remedy: 'quorate apply',
  },
  'drift/kernel-unprepared': {
    level: 'warning',
    title: 'The kernel is not prepared',
    explanation: 'A module is not loaded or a setting has another value: pods cannot reach each other or services.',
    remedy: 'quorate apply',
  },
  'drift/no-bundle': {
    level: 'note',
    title: 'No bundle to compare with',
    explanation:
      'Files, binaries, images and objects are compared with what this machine would install, and it has no bundle for this cluster. Everything else was checked.',
    remedy: 'quorate bundle build, or name a bundle in artifacts.bundle; then check again',
  },
  'drift/image-missing': {
    level: 'warning',
    title: 'An image is not imported',
    explanation:
      'containerd does not hold an image of the bundle. A pod that needs it waits for a registry that may not be there.',
    remedy: 'quorate apply',
  },
});
