import {entries} from '../entry.js';

/** The bundle of binaries and images: what is read from it, and how it is built. */
export const ARTIFACTS = entries({
  'artifacts/no-bundle': {
    level: 'error',
    title: 'There is no bundle',
    explanation:
      'The binaries and images that are installed come from a bundle: the directory in `spec.artifacts.bundle` of the configuration, or `~/.cache/quorate/bundle`. The directory has no `bundle.json`, which is written when a build is complete.',
    remedy:
      '`quorate bundle build --kubernetes VERSION` builds one; `--output DIR` for the directory in `spec.artifacts.bundle`. Or set `spec.artifacts.bundle` to a directory that has one.',
  },
  'artifacts/unreadable': {
    level: 'error',
    title: 'A file of the bundle cannot be read',
    explanation:
      'The manifest or an artifact exists and cannot be read. The message names the file and the error of the operating system, usually a missing permission.',
    remedy: 'Check owner and mode of the file and its directory: `ls -l FILE`.',
  },
  'artifacts/bad-manifest': {
    level: 'error',
    title: 'The manifest of the bundle is not valid',
    explanation:
      '`bundle.json` is not JSON, or does not have the form of a manifest: the message lists what is wrong. It was edited, truncated by a copy, or written by another version of quorate.',
    remedy:
      '`quorate bundle build --kubernetes VERSION` writes it again and keeps what is built (`--output DIR` for the directory in `spec.artifacts.bundle`). If the bundle was copied, copy it again.',
  },
  'artifacts/missing-file': {
    level: 'error',
    title: 'An artifact of the bundle does not exist',
    explanation:
      'The manifest names a file that is not in the directory of the bundle. It was deleted, or the bundle was copied incompletely. Nothing was uploaded.',
    remedy:
      '`quorate bundle build --kubernetes VERSION` builds what is missing (`--output DIR` for the directory in `spec.artifacts.bundle`). If the bundle was copied, copy it again.',
  },
  'artifacts/digest-mismatch': {
    level: 'error',
    title: 'The digest of an artifact is wrong',
    explanation:
      'The SHA-256 digest of a file in the bundle, or of what arrived on a host, is not the one in the manifest. The file is damaged or was replaced. It was not installed: a file that was there before is unchanged.',
    remedy:
      '`quorate bundle verify` (`--bundle DIR` for the directory in `spec.artifacts.bundle`) checks every file. Delete the damaged one and build it again: `quorate bundle build --kubernetes VERSION`. If the bundle is intact, the upload was damaged: run the same command again.',
  },
  'artifacts/not-in-bundle': {
    level: 'error',
    title: 'The bundle does not have a required version',
    explanation:
      'The bundle has no complete set of the version of Kubernetes in `spec.kubernetesVersion`, of etcd in `spec.etcd.version`, or of another component. Without `spec.etcd.version` an etcd that is tested with this version of Kubernetes is used. A version that lacks one of its artifacts does not count. The message lists the versions that the bundle has.',
    remedy:
      '`quorate bundle build --kubernetes VERSION` adds it; `--etcd VERSION` chooses etcd, `--output DIR` the directory in `spec.artifacts.bundle`. `quorate bundle list` shows what the bundle has.',
  },
  'artifacts/incomplete': {
    level: 'error',
    title: 'The bundle lacks an artifact that a host needs',
    explanation:
      'The bundle has the version, but not this binary or image of it. It was built by an older version of quorate, or edited.',
    remedy:
      '`quorate bundle build --kubernetes VERSION` builds what is missing (`--output DIR` for the directory in `spec.artifacts.bundle`).',
  },
  'artifacts/architecture': {
    level: 'error',
    title: 'The bundle is for another architecture',
    explanation:
      'The binaries of the bundle do not run on the hosts: they were built for another architecture (`amd64` or `arm64`). A bundle is built for the architecture of the machine that builds it, and all hosts of a cluster use one bundle.',
    remedy:
      'Run `quorate bundle build` on a machine of the architecture of the hosts, copy the directory, and set `spec.artifacts.bundle` to it.',
  },
  'artifacts/etcd-too-old': {
    level: 'error',
    title: 'The version of etcd is too old',
    explanation:
      'Versions of etcd before 3.5.24 may promote a learner that is not in sync with the leader, so that the new voting member lacks data. They are refused.',
    remedy:
      'Set `spec.etcd.version` to "3.5.24" or later, or delete it: then the newest suitable version of the bundle is used.',
  },
  'bundle/needs-go': {
    level: 'error',
    title: 'Go is missing or too old',
    explanation:
      'The bundle is compiled from Go modules, which need Go 1.26 or later. No `go` was found in PATH or in `/usr/local/go/bin`, or it is older.',
    remedy: 'Install Go as https://go.dev/doc/install describes, then run `quorate bundle build` again.',
  },
  'bundle/module': {
    level: 'error',
    title: 'A Go module cannot be downloaded',
    explanation:
      'The source of a component is downloaded with `go mod download`. The module proxy does not have this version, or cannot be reached. Usual causes are a version that does not exist, and a proxy or firewall between this machine and the module proxy.',
    remedy:
      '`go list -m -versions MODULE` lists the versions; `go env GOPROXY` shows the proxy. Then run `quorate bundle build` again: it continues with what is missing.',
  },
  'bundle/command': {
    level: 'error',
    title: 'A step of the build failed',
    explanation:
      'A program that builds the bundle (go, gcc or another) ended with an error. The message has its last lines. Usual causes are a full disk, too little memory, and a missing C library.',
    remedy:
      'Fix the error in the message (`df -h`, `free -h`), then run `quorate bundle build` again: it continues with what is missing.',
  },
  'bundle/wrong-version': {
    level: 'error',
    title: 'A program that was built prints another version',
    explanation:
      'Each program is run after it was built and must print the version that was asked for. This one does not, so it is not put into the bundle: a cluster that relied on it would not know what it runs.',
    remedy:
      'Run `quorate bundle build` again. If the message is the same, report it as a bug: it has what the program prints.',
  },
});
