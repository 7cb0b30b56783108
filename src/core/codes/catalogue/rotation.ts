import {entries} from '../entry.js';

/** Rotations of CAs and keys: `quorate pki rotate-ca` and `quorate pki rotate-encryption`. */
export const ROTATION = entries({
  'pki/rotation-unfinished': {
    level: 'warning',
    title: 'The rotation of a CA or key is not complete',
    explanation:
      'A rotation has three steps: the new key is trusted by all hosts, the new key signs, the old key is not trusted any more. After the first and the second, the cluster works and trusts both keys. Until the third, a stolen old key is still accepted. Runs of other commands leave the rotation where it is.',
    remedy: 'Continue it: `quorate pki rotate-ca NAME`, or `quorate pki rotate-encryption`.',
  },
  'pki/extra-trust': {
    level: 'warning',
    title: 'Something is trusted that no rotation explains',
    explanation:
      'A file of a shared secret has one certificate or public key, and two during a rotation. An intruder with the private key of another one can log in as any user, or sign tokens. quorate never adds one, and keeps those that administrators have added, also through a rotation. A file that only one control plane has is reported as pki/secrets-differ, and a file of a worker is replaced.',
    remedy:
      'find out who added it: `openssl x509 -in FILE -noout -subject -dates`. To trust it no longer, delete it from {path} on all control planes, and run: `quorate apply`. An intruder who could write the file could read the private keys as well: rotate all of them',
  },
});

export const ROTATION_REFUSALS = entries({
  'pki/rotation-waits': {
    level: 'warning',
    title: 'A rotation waits until tokens of the old key have expired',
    explanation:
      'Service account tokens in running pods are valid for an hour, and the kubelet replaces them before that. While pods have tokens of the old key, that key must be trusted.',
    remedy: 'Run the same command again later. Nothing else has to be done until then.',
  },
  'pki/rotation-host-left-out': {
    level: 'error',
    title: 'A rotation needs all hosts',
    explanation:
      'A host that misses a step of a rotation would be locked out by the next one: it would not trust the new key, or would use a certificate of the old one. So a rotation changes nothing while a host cannot be reached, or is left out.',
    remedy:
      'Make {host} reachable, or take it out of the cluster: `quorate remove --lost {host}`. Then run the same command again.',
  },
  'pki/rotation-no-cluster': {
    level: 'error',
    title: 'There is no cluster whose keys could be rotated',
    explanation: 'No control plane of the configuration has the key. A rotation replaces a key of a running cluster.',
    remedy: 'Build the cluster: `quorate apply`.',
  },
});

export const ROTATION_FAILURES = entries({
  'pki/not-rotatable': {
    level: 'error',
    title: 'A shared secret cannot be rotated',
    explanation:
      'The files do not have the shape that a rotation can change: an encryption configuration that quorate did not write, or one key where a rotation has left two. Nothing was changed.',
    remedy:
      'Compare the file with that of another control plane or of a backup. An encryption configuration of your own is rotated by hand, as the documentation of Kubernetes describes.',
  },
});
