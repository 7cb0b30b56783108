import type {ComponentName, Signature} from '../../core/artifacts/bundle.js';

/** How the files of a release are signed by those who make it. */
export type Signing =
  /** Each file has a signature and a certificate beside it: `<file>.sig`, `<file>.cert`. */
  | {readonly by: 'certificate'; readonly signer: Signature}
  /** One file names the digests of all files of the release. */
  | {readonly by: 'provenance'; readonly signer: Signature; readonly path: string}
  /** In a way that quorate does not verify. */
  | {readonly by: 'other'; readonly how: string}
  | {readonly by: 'none'};

/** What is expected of a version of a component. A certificate of anyone else is refused. */
export const signingOf = (component: ComponentName, version: string): Signing => SIGNING[component](version);

const SIGNING: Readonly<Record<ComponentName, (version: string) => Signing>> = {
  // The page "Verify Signed Kubernetes Artifacts" of its documentation.
  kubernetes: () => ({
    by: 'certificate',
    signer: {
      identity: 'krel-staging@k8s-releng-prod.iam.gserviceaccount.com',
      issuer: 'https://accounts.google.com',
    },
  }),
  // .github/workflows/release.yml of containerd
  containerd: version => ({
    by: 'provenance',
    signer: {
      identity: `https://github.com/containerd/containerd/.github/workflows/release.yml@refs/tags/v${version}`,
      issuer: 'https://token.actions.githubusercontent.com',
    },
    path: `github.com/containerd/containerd/releases/download/v${version}/containerd-${version}-attestation.intoto.jsonl`,
  }),
  runc: () => ({by: 'other', how: 'with OpenPGP'}),
  coredns: () => inRegistry,
  pause: () => inRegistry,
  agnhost: () => inRegistry,
  etcd: () => none,
  'cni-plugins': () => none,
  flannel: () => none,
  'flannel-cni-plugin': () => none,
};

const inRegistry: Signing = {by: 'other', how: 'as an image, in the registry'};
const none: Signing = {by: 'none'};
