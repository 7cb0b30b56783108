import {entries} from '../entry.js';

/** The bundle of binaries and images: what is read from it, and how it is built. */
export const ARTIFACTS = entries({
  'artifacts/no-bundle': {
    level: 'error',
    title: 'There is no bundle',
    explanation:
      'The binaries and images that are installed come from a bundle: the directory in `spec.artifacts.bundle` of the configuration, or `~/.cache/quorate/bundle`. The directory has no `bundle.json`, which is written when a bundle is complete.',
    remedy:
      '`quorate bundle fetch --download --kubernetes VERSION` downloads one, `quorate bundle build --kubernetes VERSION` builds one from Go modules; `--output DIR` for the directory in `spec.artifacts.bundle`. Or set `spec.artifacts.bundle` to a directory that has one, or let the hosts download: `spec.artifacts.source`.',
  },
  'artifacts/unreadable': {
    level: 'error',
    title: 'A file of the bundle, or the lock file, cannot be read',
    explanation:
      'The manifest or an artifact exists and cannot be read. The message names the file and the error of the operating system, usually a missing permission.',
    remedy: 'Check owner and mode of the file and its directory: `ls -l FILE`.',
  },
  'artifacts/bad-manifest': {
    level: 'error',
    title: 'The manifest of the bundle, or the lock file, is not valid',
    explanation:
      '`bundle.json` or `quorate.lock.json` is not JSON, or does not have the form of a manifest: the message lists what is wrong. It was edited, truncated by a copy, or written by another version of quorate.',
    remedy:
      'Restore a copy of it, for example with `git checkout quorate.lock.json`. Or write it again: delete the lock file and run `quorate bundle fetch --kubernetes VERSION`; for a bundle `quorate bundle build --kubernetes VERSION`, or `quorate bundle fetch --download --kubernetes VERSION`, with `--output DIR` for the directory in `spec.artifacts.bundle`. What is built or downloaded is kept.',
  },
  'artifacts/missing-file': {
    level: 'error',
    title: 'An artifact of the bundle does not exist',
    explanation:
      'The manifest names a file that is not in the directory of the bundle. It was deleted, or the bundle was copied incompletely. Nothing was uploaded.',
    remedy:
      'Run the command of the message: it builds or downloads what is missing. If the bundle was copied, copy it again.',
  },
  'artifacts/digest-mismatch': {
    level: 'error',
    title: 'The digest of an artifact is wrong',
    explanation:
      'The SHA-256 digest of a file in the bundle, of a download, or of what arrived on a host, is not the one in the manifest, in the lock file or in the published list. The file is damaged or was replaced. It was not installed: a file that was there before is unchanged.',
    remedy:
      'A file in the bundle: delete it, and run the command of the message. `quorate bundle verify` (`--bundle DIR` for the directory in `spec.artifacts.bundle`) checks every file. A download: run the same command again; if the digest is wrong again, the file on the server is damaged or replaced. If the bundle is intact and a host received something else, the upload was damaged: run the same command again.',
  },
  'artifacts/not-in-bundle': {
    level: 'error',
    title: 'The bundle, or the lock file, does not have a required version',
    explanation:
      'The bundle or lock file has no complete set of the version of Kubernetes in `spec.kubernetesVersion`, of etcd in `spec.etcd.version`, or of another component. Without `spec.etcd.version` an etcd that is tested with this version of Kubernetes is used. A version that lacks one of its artifacts does not count. The message lists the versions that there are.',
    remedy:
      'To a bundle `quorate bundle build --kubernetes VERSION` adds it, or `quorate bundle fetch --download --kubernetes VERSION`, with `--output DIR` for the directory in `spec.artifacts.bundle`; to a lock file `quorate bundle fetch --kubernetes VERSION`. `--etcd VERSION` chooses etcd. `quorate bundle list` shows what the bundle has.',
  },
  'artifacts/incomplete': {
    level: 'error',
    title: 'The bundle, or the lock file, lacks what a host needs',
    explanation:
      'The bundle or lock file has the version, but not this binary or image of it. It was made by an older version of quorate, or edited, or a command that made it was interrupted. `quorate bundle verify` renders every kind of host and names all that is missing.',
    remedy:
      '`quorate bundle fetch --kubernetes VERSION --arch ARCH` adds what is missing to the lock file, with `--download` also to the bundle; `quorate bundle build --kubernetes VERSION` builds it. `--output DIR` is the directory in `spec.artifacts.bundle`.',
  },
  'artifacts/architecture': {
    level: 'error',
    title: 'No architecture is complete',
    explanation:
      'The bundle or lock file has every component for `amd64` or for `arm64`, but not all of them for one of the two. Hosts of each architecture get their own binaries, all of the same versions.',
    remedy:
      '`quorate bundle fetch --kubernetes VERSION --arch amd64,arm64` adds what is missing to the lock file; with `--download` to the bundle.',
  },
  'artifacts/etcd-too-old': {
    level: 'error',
    title: 'The version of etcd is too old',
    explanation:
      'Versions of etcd before 3.5.24 may promote a learner that is not in sync with the leader, so that the new voting member lacks data. They are refused.',
    remedy:
      'Set `spec.etcd.version` to "3.5.24" or later, or delete it: then the newest suitable version of the bundle is used.',
  },
  'artifacts/no-lock': {
    level: 'error',
    title: 'There is no lock file',
    explanation:
      'With `artifacts.source: upstream` or `mirror`, versions and digests of all downloads come from the lock file, `quorate.lock.json` in the directory of the configuration unless `artifacts.lock` names another one. It does not exist.',
    remedy:
      '`quorate bundle fetch --kubernetes VERSION` writes it into the working directory; `--lock FILE` for another place, `--from URL` for a mirror. Commit it together with the configuration.',
  },
  'artifacts/lock-digest': {
    level: 'error',
    title: 'The lock file is not the one that the configuration names',
    explanation:
      'The SHA-256 digest of the lock file is not `artifacts.lockSha256`. The lock file was changed after the digest was set. Nothing was read from it.',
    remedy:
      'Compare the lock file with its last reviewed state, for example `git diff quorate.lock.json`. If the change is intended, set `artifacts.lockSha256` to the digest that the message has.',
  },
  'artifacts/lock-conflict': {
    level: 'error',
    title: 'A download differs from what the lock file names',
    explanation:
      'The lock file has the digest and size of a file, or the digest of an image, and upstream or the mirror has something else under the same name now. Released files do not change: a mirror with damaged or replaced files, or an attack, are possible causes. The lock file was not changed.',
    remedy:
      'Find out which of the two is right, from a second source. If the lock file is wrong, delete the artifacts that the message names from it and run `quorate bundle fetch` again.',
  },
  'artifacts/lock-size': {
    level: 'error',
    title: 'The lock file has a wrong size',
    explanation:
      'A download has the digest that the lock file names, and another size than it names: the content is right, and the lock file is wrong. Upstream publishes no sizes: that of a file that is not an archive is what the server named when the lock file was written, and a proxy or mirror may name a wrong one. Or the lock file was edited.',
    remedy:
      'Restore the lock file, for example with `git checkout quorate.lock.json`. Or delete the artifact that the message names from it, and run `quorate bundle fetch --kubernetes VERSION`, with `--lock FILE` for another lock file. If the same wrong size is written, `quorate bundle fetch --download --kubernetes VERSION` downloads the file, and writes the size of what it received.',
  },
  'artifacts/writable-by-others': {
    level: 'error',
    title: 'Other users can change the bundle or the lock file',
    explanation:
      'The bundle directory, `bundle.json` or the lock file can be written by the group or by all users. Hosts install what these files name, as root: who can change them decides what runs on the hosts.',
    remedy:
      'Remove the permission with the command of the message: `chmod go-w FILE`. A lock file that is shared in a repository can be pinned instead: set `artifacts.lockSha256`.',
  },
  'artifacts/bad-checksums': {
    level: 'error',
    title: 'A published digest cannot be read',
    explanation:
      'Upstream publishes the digest of the file beside it. The file with the digests has none for this name, has two different ones, or is something else, for example a login page. Without a digest the file is not downloaded.',
    remedy:
      'Look at what the URL of the message answers: `curl -L URL | head`. If a mirror has an outdated or incomplete file with digests, copy it from upstream again.',
  },
  'artifacts/bad-archive': {
    level: 'error',
    title: 'An archive cannot be unpacked',
    explanation:
      'The archive is not a gzip-compressed tar archive, is damaged, lacks a file that must be in it, or has it more than once. Nothing from it is used.',
    remedy:
      'If the message names a digest that upstream publishes, the release itself has another layout: report it as a bug, and choose another version until then. Otherwise replace the archive in the mirror.',
  },
  'artifacts/bad-image': {
    level: 'error',
    title: 'An image of a registry or mirror cannot be used',
    explanation:
      'The manifest of the image is not valid, has a digest other than the one asked for, has no variant for this architecture, or is one of a single architecture. quorate installs images under the digest of the index of upstream, which names all architectures.',
    remedy:
      'Copy the image into the mirror with all of its architectures: `skopeo copy --all docker://registry.k8s.io/pause:3.10.2 docker://MIRROR/pause:3.10.2`. Copies of `docker pull` and `docker push` have one architecture only.',
  },
  'artifacts/unwritable': {
    level: 'error',
    title: 'The bundle directory or the lock file cannot be written',
    explanation:
      'A file cannot be created or written. The message has the error of the operating system: usually a missing permission or a full disk. A complete bundle for one architecture needs about 700 MB, and as much again while it is downloaded.',
    remedy:
      'Check the permissions (`ls -ld DIR`) and the free space (`df -h DIR`), or name another place with --output and --lock. Then run the same command again: what was downloaded is kept.',
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
  'bundle/cannot-listen': {
    level: 'error',
    title: 'The server cannot listen on the address',
    explanation:
      '`quorate bundle serve` could not open its address and port. Another program uses the port, the address is not one of this machine, or a port below 1024 needs root.',
    remedy:
      '`ss -ltnp` shows what listens on this machine. Choose another port with `quorate bundle serve --listen :8481`, or stop the other program.',
  },
  'bundle/tls': {
    level: 'error',
    title: 'The certificate or key of the server cannot be used',
    explanation:
      'The file in --tls-cert or --tls-key cannot be read, is not PEM, or the key does not belong to the certificate.',
    remedy:
      '`openssl x509 -in CERT -noout -text` shows the certificate. Pass the certificate followed by its intermediate CAs, and the key without a passphrase: `quorate bundle serve --tls-cert CERT --tls-key KEY`.',
  },
});
