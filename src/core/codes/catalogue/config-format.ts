import {entries} from '../entry.js';

/** The file itself: reading, YAML, keys, types, and writing versions into it. */
export const CONFIG_FORMAT = entries({
  'config/unreadable': {
    level: 'error',
    title: 'The configuration file cannot be read',
    explanation:
      'The file does not exist, is a directory, or its permissions deny reading. Without --config and QUORATE_CONFIG the file is cluster.yaml in the current directory.',
    remedy: 'Name the file: `quorate config validate --config FILE`, or set QUORATE_CONFIG.',
  },
  'config/invalid': {
    level: 'error',
    title: 'The configuration does not describe a cluster',
    explanation:
      'The file has at least one error. The message lists every problem with line, column and what to write instead. No host was contacted.',
    remedy: 'Correct the file, then check it with `quorate config validate`.',
  },
  'config/yaml': {
    level: 'error',
    title: 'The configuration is not one valid YAML document',
    explanation:
      'The text cannot be parsed, has more than one document, or is larger than 1 MiB. Tabs as indentation are a common cause. Nothing else is checked until the file parses.',
    remedy: 'Correct the line that the message names, then check it with `quorate config validate`.',
  },
  'config/duplicate-key': {
    level: 'error',
    title: 'A key occurs twice in one mapping',
    explanation:
      'YAML forbids this, and parsers disagree on which of the two values counts. It usually comes from copying a block.',
    remedy: 'Keep one of the two keys. The message names the line of the first.',
  },
  'config/unknown-key': {
    level: 'error',
    title: 'The configuration has an unknown key',
    explanation:
      'The format has no such key in this place. It is misspelled, or it is in the wrong place. The message names the key that was probably meant, or the keys that are known there.',
    remedy: 'Rename, move or delete the key. `quorate config schema` prints the schema for editors.',
  },
  'config/missing-key': {
    level: 'error',
    title: 'A required key is missing',
    explanation:
      'The format requires this key here, or the file is empty. With spec.etcd.endpoints, the keys caFile, certFile and keyFile are required as well.',
    remedy: 'Add the key. `quorate config schema --markdown` prints the reference of all keys.',
  },
  'config/wrong-type': {
    level: 'error',
    title: 'A value has the wrong type',
    explanation:
      'The format expects another type here, for example a list, an integer or a string. A version without quotes is a frequent cause: YAML reads 1.30 as the number 1.3.',
    remedy: 'Write the value in the type that the message names, for example a version in quotes.',
  },
  'config/wrong-value': {
    level: 'error',
    title: 'A value is not allowed',
    explanation:
      'The type is right, but the value is outside the range, has another syntax, or is not one of the listed choices. Versions need three numbers, names are lower case, and flag names have no leading dashes.',
    remedy:
      'Write a value that the message allows. `quorate config schema --markdown` prints the reference of all keys.',
  },
  'config/unused-key': {
    level: 'error',
    title: 'A setting has no effect',
    explanation:
      'The setting belongs to another value of a setting beside it, which the message names. It is refused, because it would be ignored.',
    remedy: 'Delete the setting, or change the one beside it as the message says.',
  },
  'config/bad-credentials': {
    level: 'error',
    title: 'Credentials are incomplete or ambiguous',
    explanation:
      'Credentials are either `username` with one of `passwordFile` and `passwordEnv`, or one of `tokenFile` and `tokenEnv`. The secret itself is never in cluster.yaml.',
    remedy: 'Set one of the two, for example `username: robot` and `passwordFile: ./registry-password`.',
  },
  'config/credentials-unusable': {
    level: 'error',
    title: 'The secret of credentials cannot be used',
    explanation:
      'The password or token is read on your machine, from the file or environment variable that cluster.yaml names. The file does not exist, cannot be read, or may be read by other users; or the variable is not set; or the content is empty or has more than one line. The message names the file or variable, never its content. No host was changed.',
    remedy:
      'Put the password or token into the file, as one line, and restrict it with `chmod 600 FILE`; or export the variable. Then run the same command again.',
  },
  'config/credentials-without-tls': {
    level: 'warning',
    title: 'Credentials are sent over http',
    explanation:
      'The URL starts with http://, so that the password or token crosses the network unencrypted with every request of every host.',
    remedy: 'Use an https URL, with `ca` if its certificate is signed by a CA of your own.',
  },
  'config/ca-unusable': {
    level: 'error',
    title: 'A file with CA certificates cannot be used',
    explanation:
      'The file is sent to hosts, which verify registries or a mirror with it. It does not exist, cannot be read, has something that is not a certificate in PEM, or has a private key. No host was changed.',
    remedy:
      'Correct the file that the message names: only CA certificates, in PEM. `openssl x509 -noout -subject -dates -in FILE` shows the first of them. Then run the same command again.',
  },
  'config/not-editable': {
    level: 'error',
    title: 'The version cannot be written into the configuration',
    explanation:
      'An upgrade writes the new version into the file before it changes a host, and changes nothing else in the file. Here it cannot do so safely: the value spans several lines, or there is no line of its own where spec.etcd.version can be added. No host was changed.',
    remedy:
      'Set spec.kubernetesVersion, and spec.etcd.version if the message names it, then run the same command again.',
  },
  'config/hosts-not-editable': {
    level: 'error',
    title: 'The hosts in the configuration cannot be edited',
    explanation:
      'A replacement writes the new host into spec.hosts and takes the old one out, and changes nothing else in the file. Here it cannot do so safely: the configuration comes from standard input, the entry of the host is an alias, or other parts of the file depend on it. No host was changed.',
    remedy:
      'Add the new host to spec.hosts by hand, then run the same command again: it uses that entry. Afterwards delete the old host from spec.hosts.',
  },
  'config/edited-meanwhile': {
    level: 'error',
    title: 'The configuration file was changed while the command ran',
    explanation:
      'A replacement edits the file before its first change and at its end. It was edited in between, and that edit is kept. What was done on the hosts stays.',
    remedy: 'Run the same command again: it reads the file again, and does what is left.',
  },
  'config/unwritable': {
    level: 'error',
    title: 'The configuration file cannot be written',
    explanation:
      'An upgrade writes the new version into the file before it changes a host, and a replacement writes the new host. The file or its directory is read-only, or the disk is full. No host was changed, unless it was the last step of a replacement.',
    remedy:
      'Make the file writable; or set spec.kubernetesVersion, and spec.etcd.version if the file has it, to the new versions. Then run the same command again.',
  },
});
