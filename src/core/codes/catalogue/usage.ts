import {entries} from '../entry.js';

/** The command line, interruptions, and files on this machine. */
export const USAGE = entries({
  'usage/invalid': {
    level: 'error',
    title: 'The command line is not valid',
    explanation:
      'A flag or an argument is unknown, is missing, has a value that is not allowed, or excludes another one. Nothing was contacted.',
    remedy: 'Add --help to the command to see its flags and arguments.',
  },
  'usage/needs-confirmation': {
    level: 'error',
    title: 'The command asks for confirmation and there is no terminal',
    explanation:
      'The command deletes something or takes a lock away, so it asks first. With --json, or without a terminal on standard input and standard error, it cannot ask. Nothing was changed.',
    remedy: 'Add --yes to the command, or --confirm NAME where it takes that; or run it on a terminal.',
  },
  'usage/remove-no-host': {
    level: 'error',
    title: 'No host was given',
    explanation:
      'The command remove takes the names of hosts, and --lost for hosts that are lost for good. It was given neither, and nothing was changed.',
    remedy: '`quorate remove HOST`, or for a host that is lost for good `quorate remove --lost HOST`.',
  },
  'usage/replace-address': {
    level: 'error',
    title: 'The address of the new host is missing, or is another one',
    explanation:
      'A new host that is not in the configuration needs --address. For one that is in it the configuration counts, and --address may only repeat it.',
    remedy:
      '`quorate replace OLD NEW --address ADDRESS`, or `quorate replace OLD NEW` for a host of the configuration.',
  },
  'usage/reset-ambiguous': {
    level: 'error',
    title: 'What to reset is not clear',
    explanation:
      'The command reset takes either --all, for every host of the configuration, or names of hosts. It was given both or neither. Nothing was changed.',
    remedy: 'To delete the cluster: `quorate reset --all`. For single hosts: `quorate reset HOST`.',
  },
  'usage/confirm-differs': {
    level: 'error',
    title: 'The name given with --confirm is not that of the cluster',
    explanation:
      'A command that deletes data asks for the name of the cluster; --confirm answers that question in a script. The name is metadata.name of the configuration, and the given one differs. Nothing was contacted.',
    remedy: 'Check the configuration that --config names. Then repeat the command with the name of that cluster.',
  },
  'usage/two-clusters': {
    level: 'error',
    title: 'Both --topology and --config were given',
    explanation:
      '`quorate quickstart` builds one cluster: an example, chosen by --topology, or that of --config. Given both, it is not clear which one is meant.',
    remedy:
      '`quorate quickstart --topology stacked` for an example, or `quorate quickstart --config FILE` for your own.',
  },
  'usage/unknown-code': {
    level: 'error',
    title: 'The code is unknown',
    explanation:
      'A code is area/name, for example etcd/quorum-lost, or the name of a preflight check, for example Swap. It is printed beside each finding and failure.',
    remedy: 'Correct the code. The message lists codes with a similar name.',
  },
  'usage/unknown-host': {
    level: 'error',
    title: 'A flag names a host that is not in the configuration',
    explanation:
      '--lose, --limit and --from take hosts by their names in spec.hosts. The message or its suggestion lists them.',
    remedy: 'Run the same command again with a name from the configuration.',
  },
  'usage/limit-excludes': {
    level: 'error',
    title: '--limit leaves out a host that the command names',
    explanation: 'Nothing is done on hosts outside of --limit, so a host that is to join must be in it.',
    remedy: '`quorate join HOST --limit HOST`, or the same command without --limit.',
  },
  'usage/unknown-zone': {
    level: 'error',
    title: '--lose names a zone that no host has',
    explanation: 'Zones come from the key `zone` of each host. The message lists the zones of the configuration.',
    remedy: '`quorate topology check --lose zone=ZONE` with a zone from the configuration.',
  },
  'usage/version': {
    level: 'error',
    title: 'A version is not complete',
    explanation:
      'Versions have three numbers, like 1.37.2; a leading v is allowed. A minor version alone is not accepted, because the newest patch version of it changes over time.',
    remedy:
      'Name the patch version too, for example `quorate upgrade --to 1.37.2` or `quorate bundle build --kubernetes 1.37.2`.',
  },
  'usage/max-unavailable': {
    level: 'error',
    title: 'The value of --max-unavailable is not valid',
    explanation:
      'The flag says how many workers are upgraded at the same time: a number of at least 1, or a percentage from 1% to 100%. The default is 1.',
    remedy: '`quorate upgrade --max-unavailable 3`, or `quorate upgrade --max-unavailable 10%`.',
  },
  'usage/encryption': {
    level: 'error',
    title: 'The encryption of a snapshot cannot be used as it was asked for',
    explanation:
      'A snapshot is encrypted with a passphrase of at least 12 characters, the only line of a file that only you can read, or to recipients: keys of age that start with `age1`, files with such keys, or files with certificates in PEM whose key is RSA, or EC of the curve P-256, P-384 or P-521. Keys of age and certificates cannot be mixed. Nothing was contacted.',
    remedy:
      '`quorate etcd snapshot save --passphrase-file FILE`, or `quorate etcd snapshot save --recipient FILE`. `age-keygen` makes a key, and so does `openssl req -x509 -newkey rsa:3072 -nodes -subj /CN=backup -days 3650 -keyout backup.key -out backup.crt`.',
  },
  'usage/file-exists': {
    level: 'error',
    title: 'A file exists already',
    explanation: 'A snapshot never overwrites a file: it could be the only good one. Nothing was contacted.',
    remedy: 'Name another file, or none: `quorate etcd snapshot save` chooses a name of its own.',
  },
  'usage/watch-output': {
    level: 'error',
    title: '--watch cannot be combined with this output format',
    explanation: '--watch redraws text on the terminal. Other formats of --output are printed once.',
    remedy: '`quorate topology check --watch`, or without --watch `quorate topology check --output json`.',
  },
  'usage/which-lab': {
    level: 'error',
    title: 'Several labs exist and none was named',
    explanation:
      'There is no configuration file that says which lab is meant, and more than one lab exists on this machine. The message lists them.',
    remedy: 'Add --name LAB or --config FILE to the command. `quorate lab list` shows all labs.',
  },
  'usage/crash-at': {
    level: 'error',
    title: 'QUORATE_CRASH_AT has the wrong syntax',
    explanation:
      'The variable is for tests: it ends quorate at a given operation. Its value is the number of the operation and `before`, `sent` or `after`, for example 3:after.',
    remedy: 'Unset QUORATE_CRASH_AT, or set it to NUMBER:before, NUMBER:sent or NUMBER:after.',
  },
  'usage/listen': {
    level: 'error',
    title: 'The value of --listen is not valid',
    explanation:
      'It is a port for this machine only, like 8480, a colon and a port for all addresses, like :8480, or an address and a port, like 10.0.0.5:8480 or [fd00::5]:8480.',
    remedy: '`quorate bundle serve --listen 10.0.0.5:8480` with an address of this machine.',
  },
  'usage/token-env': {
    level: 'error',
    title: 'The environment variable with the token is not usable',
    explanation:
      'The variable that --token-env names is not set, is empty, or has characters that cannot be part of a request: blanks, line breaks or other than ASCII. A server without its token would be open to all, and a mirror would refuse a request without it.',
    remedy:
      '`export TOKEN=$(openssl rand -hex 16)`, then `quorate bundle serve --token-env TOKEN`. For a mirror with a token: `read -rs TOKEN && export TOKEN`, then `quorate bundle fetch --from URL --token-env TOKEN`.',
  },
  'usage/arch': {
    level: 'error',
    title: 'An architecture is not supported',
    explanation:
      'Binaries and images are fetched for `amd64` (x86-64) and `arm64` (AArch64), named as upstream names them.',
    remedy: 'Name one or both: `quorate bundle fetch --arch amd64,arm64`.',
  },
  'usage/from': {
    level: 'error',
    title: 'The mirror of --from is not usable',
    explanation:
      '`--from` is `upstream`, an http or https URL of a mirror without credentials and without a query, or a folder in the layout of a mirror, whose top folders are the host names of upstream.',
    remedy:
      'Name it like this: `quorate bundle fetch --from https://files.example.com/k8s`. A token for the mirror goes into an environment variable, named by `--token-env`.',
  },
  'interrupted/by-user': {
    level: 'error',
    title: 'The command was interrupted',
    explanation:
      'Ctrl-C, SIGTERM or SIGHUP was received (the terminal was closed), or a question was left. Work in progress was brought to a safe end, and the rest was not started. A second Ctrl-C or SIGTERM ends quorate at once, a second SIGHUP does not. The exit code is 130 for all of them.',
    remedy: 'Run the same command again. It continues where it stopped.',
  },
  'interrupted/not-confirmed': {
    level: 'error',
    title: 'The command was not confirmed',
    explanation: 'The question was answered with no, or with nothing. Nothing was changed.',
    remedy: 'Run the same command again and confirm. With --dry-run it shows the plan and asks nothing.',
  },
  'interrupted/stopped': {
    level: 'error',
    title: 'The run stopped before its next step',
    explanation:
      'The command was interrupted between two steps. Completed steps stay in place; nothing is half written.',
    remedy: 'Run the same command again. It continues where it stopped.',
  },
  'interrupted/waiting': {
    level: 'error',
    title: 'The run stopped while it waited for a condition',
    explanation:
      'The command was interrupted while it waited, for example for a node to become Ready. The change before the wait is complete, only its result was not verified.',
    remedy: 'Run the same command again. It checks the condition and continues.',
  },
  'interrupted/command': {
    level: 'error',
    title: 'A command on a host was interrupted',
    explanation:
      'quorate stopped waiting for a command on a host. The command may have completed, or not. The next run checks what is done.',
    remedy: 'Run the same command again. It continues where it stopped.',
  },
  'interrupted/connect': {
    level: 'error',
    title: 'Connecting to a host was interrupted',
    explanation: 'The command was interrupted before the SSH connection was ready. Nothing was changed on this host.',
    remedy: 'Run the same command again.',
  },
  'log/unwritable': {
    level: 'error',
    title: 'The log file cannot be written',
    explanation:
      'Logs are in $XDG_STATE_HOME/quorate/logs, by default ~/.local/state/quorate/logs. The directory cannot be created or the file cannot be opened: permissions, a read-only file system or a full disk.',
    remedy: 'Make the directory writable, or set XDG_STATE_HOME to a directory that is.',
  },
  'usage/restore-what': {
    level: 'error',
    title: 'It is unclear what to restore',
    explanation:
      'A restore needs the file of a snapshot. `--discard-old` deletes what earlier restores have set aside, and takes no snapshot.',
    remedy: '`quorate etcd restore SNAPSHOT`, or `quorate etcd restore --discard-old`.',
  },
  'usage/rotate-what': {
    level: 'error',
    title: 'It is unclear what to rotate',
    explanation:
      'A rotation replaces one thing: ca, etcd-ca, front-proxy-ca or service-account. `--because-of` only lists the rotations that a stolen host makes necessary.',
    remedy: '`quorate pki rotate-ca ca`, or `quorate pki rotate-ca --because-of HOST`.',
  },
});
