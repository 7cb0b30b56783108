import {entries} from '../entry.js';

/** Where etcd runs, flags of components, and certificates. */
export const CONFIG_COMPONENTS = entries({
  'config/pki-home': {
    level: 'error',
    title: 'The home of the CAs is incomplete',
    explanation:
      'With `spec.pki.home: operator` the private keys of the CAs are encrypted to the keys in spec.pki.recipients, in the directory spec.pki.directory. Without one of the two they cannot be stored. With `home: hosts` recipients have no meaning; a directory may stay, for CAs that move back to the hosts.',
    remedy: 'Set spec.pki.directory and spec.pki.recipients, or set `home: hosts`.',
  },
  'config/etcd-role-in-stacked': {
    level: 'error',
    title: 'A host has the role etcd in the stacked topology',
    explanation:
      'In the stacked topology every control plane runs an etcd member, and no other host does. The role etcd belongs to the external topology.',
    remedy: 'Delete the role etcd, or set `topology: external` to run etcd on hosts of its own.',
  },
  'config/no-etcd-hosts': {
    level: 'error',
    title: 'The external topology has no etcd',
    explanation:
      'No host has the role etcd, and spec.etcd.endpoints is not set. In the external topology one of the two says where etcd runs.',
    remedy:
      'Give three hosts `roles: [etcd]`, or set spec.etcd.endpoints to an unmanaged etcd, or set `topology: stacked`.',
  },
  'config/etcd-not-alone': {
    level: 'error',
    title: 'An etcd host has another role',
    explanation:
      'In the external topology a host with the role etcd has no other role. This keeps the load of other components away from etcd.',
    remedy: 'Move the other roles to another host; or set `topology: stacked` and delete the role etcd.',
  },
  'config/unmanaged-etcd-snapshots': {
    level: 'error',
    title: 'Snapshots of an unmanaged etcd are scheduled',
    explanation:
      'spec.etcd.snapshots is a schedule for the members that quorate runs. With spec.etcd.endpoints there are none.',
    remedy: 'Delete spec.etcd.snapshots. Ask the operator of that etcd for backups.',
  },
  'config/snapshot-keep': {
    level: 'error',
    title: 'Snapshots would be deleted too early',
    explanation:
      'spec.etcd.snapshots.keep is the age at which a snapshot is deleted, and has to be at least twice as long as spec.etcd.snapshots.every. Otherwise one snapshot that fails leaves none.',
    remedy: 'Raise keep or lower every.',
  },
  'config/snapshot-recipient': {
    level: 'error',
    title: 'The recipient of snapshots is not a certificate that can receive',
    explanation:
      'spec.etcd.snapshots.recipient is the text of one X.509 certificate in PEM, whose key is RSA, or EC of the curve P-256, P-384 or P-521. Others are for signatures only. Hosts encrypt snapshots to it, so its private key has to be somewhere else, and safe: without it they are worthless.',
    remedy:
      '`openssl req -x509 -newkey rsa:3072 -nodes -subj /CN=backup -days 3650 -keyout backup.key -out backup.crt` makes a key and a certificate. Copy the text of backup.crt to the file.',
  },
  'config/even-etcd-members': {
    level: 'warning',
    title: 'The number of etcd members is even',
    explanation:
      'An even number tolerates no more failures than the odd number below it, and there is one more member that can fail. Two members tolerate no failure, like one.',
    remedy: 'Use an odd number of etcd members: 3 tolerate 1 failure, 5 tolerate 2, 7 tolerate 3.',
  },
  'config/many-etcd-members': {
    level: 'warning',
    title: 'There are more than seven etcd members',
    explanation:
      'Every write waits for a majority, so each further member makes writes slower. quorate adds no member to an etcd of seven voters.',
    remedy: 'Use 5 or 7 etcd members: 5 tolerate 2 failures, 7 tolerate 3.',
  },
  'config/no-endpoints': {
    level: 'error',
    title: 'Client files of etcd without endpoints',
    explanation:
      'spec.etcd has caFile, certFile or keyFile. They are for an unmanaged etcd, and spec.etcd.endpoints names none.',
    remedy: 'Set spec.etcd.endpoints to the client URLs of that etcd, or delete the file.',
  },
  'config/endpoints-in-stacked': {
    level: 'error',
    title: 'spec.etcd.endpoints is set in the stacked topology',
    explanation:
      'In the stacked topology etcd runs on the control planes, and its endpoints follow from their addresses. spec.etcd.endpoints is for an unmanaged etcd.',
    remedy: 'Delete spec.etcd.endpoints, or set `topology: external` to use an unmanaged etcd.',
  },
  'config/etcd-beside-endpoints': {
    level: 'error',
    title: 'A host has the role etcd although spec.etcd.endpoints is set',
    explanation:
      'A cluster uses one etcd: the one that quorate runs on hosts with the role etcd, or an unmanaged one at spec.etcd.endpoints. Here both are declared.',
    remedy: 'Delete the role etcd, or delete spec.etcd.endpoints.',
  },
  'config/duplicate-endpoint': {
    level: 'error',
    title: 'spec.etcd.endpoints names the same URL twice',
    explanation: 'Two spellings of one URL count as the same. A repeated URL adds no availability.',
    remedy: 'Keep one of the two, or replace it with the URL of another member.',
  },
  'config/unmanaged-etcd-version': {
    level: 'error',
    title: 'A version is set for an unmanaged etcd',
    explanation: 'spec.etcd.endpoints names an unmanaged etcd. quorate does not install it and does not upgrade it.',
    remedy: 'Delete spec.etcd.version.',
  },
  'config/unmanaged-etcd-flags': {
    level: 'error',
    title: 'Flags are set for an unmanaged etcd',
    explanation: 'spec.etcd.endpoints names an unmanaged etcd. quorate does not start it, so it sets no flags of it.',
    remedy: 'Delete spec.extraArgs.etcd.',
  },
  'config/owned-flag': {
    level: 'error',
    title: 'quorate sets this flag itself',
    explanation:
      'The value of the flag follows from the configuration, or quorate depends on it: certificates, kubeconfigs, addresses, ports and etcd membership. The message gives the reason. Another value would break the cluster or be overwritten.',
    remedy: 'Delete the flag from spec.extraArgs. If the message names another key, set that key.',
  },
  'config/weakens': {
    level: 'warning',
    title: 'A setting makes the cluster less safe',
    explanation:
      'A flag in spec.extraArgs, or hostKeys: off, switches off something that protects the cluster. The message says what can happen. The setting is applied, and every command that reads the file repeats the warning.',
    remedy:
      'Delete the setting if you do not need it, then check the file with `quorate config validate`. The warning is no error.',
  },
  'config/validity': {
    level: 'error',
    title: 'Certificates would be valid for longer than their CA',
    explanation:
      'spec.pki.certValidityDays or spec.pki.workerCertValidityDays is larger than spec.pki.caValidityDays. A certificate is worthless once its CA has expired.',
    remedy: 'Set both to at most spec.pki.caValidityDays.',
  },
  'config/duplicate-issuer': {
    level: 'error',
    title: 'An OpenID Connect issuer is named twice',
    explanation:
      'The API server chooses the issuer of a token by its URL, so each URL of spec.authentication.issuers is used once, and none is that of the service accounts of the cluster. An API server with such a configuration does not start.',
    remedy: 'Put all audiences into one issuer, or correct the URL.',
  },
  'config/claim-mapping': {
    level: 'error',
    title: 'A claim of tokens is not completely described',
    explanation:
      'A user name, groups and a rule are made either from `claim` or from a CEL `expression`. A claim of the user name or groups needs a `prefix`, which may be empty, and a claim of a rule needs `requiredValue`. An API server with an incomplete configuration does not start. CEL expressions are not checked by quorate.',
    remedy: 'Set what the message names, for example `username: {claim: email, prefix: "oidc:"}`.',
  },
});
