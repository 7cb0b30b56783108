import {Flags} from '@oclif/core';
import {ARCHES, type Arch, type Artifact, type Versions} from '../../core/artifacts/bundle.js';
import {Failure} from '../../core/failure.js';
import {bytes, counted, listed} from '../../core/format.js';
import type {FetchOutcome} from '../../io/bundle/fetch/fetch.js';
import type {Download} from '../../io/bundle/fetch/progress.js';
import type {VerifySignature} from '../../io/bundle/fetch/resolve-files.js';
import {tokenIn} from '../base/token.js';
import {BaseCommand} from '../base.js';

interface Fetched {
  readonly lock: string;
  readonly directory: string;
  readonly versions: Versions;
  readonly arches: readonly Arch[];
  /** Artifacts of these versions and architectures in the lock file. */
  readonly artifacts: number;
  /** How many of them have a verified signature. */
  readonly signed: number;
  /** How many of them are new in it. */
  readonly added: number;
  /** What this run downloaded. */
  readonly downloads: readonly Download[];
  readonly requests: number;
  /** Files of which upstream publishes no digest: the lock file has the digest of what was received. */
  readonly unpublished: readonly string[];
}

export default class BundleFetch extends BaseCommand<typeof BundleFetch> {
  static override summary = 'Write the lock file with the digests of upstream, or download a bundle';
  static override description =
    'Reads the digests that upstream publishes, downloads the archives and images whose content has no published digest, about 150 MB for each architecture, and adds everything to the lock file. With --download it stores all binaries and images in the bundle directory as well, for hosts without access to upstream or a mirror. What the lock file has is not asked for again. It can be interrupted and run again. Requires nothing but Node.js.';
  static override examples = [
    '<%= config.bin %> bundle fetch',
    '<%= config.bin %> bundle fetch --kubernetes 1.37.2 --arch amd64,arm64',
    '<%= config.bin %> bundle fetch --from https://files.example.com/k8s --ca corporate-ca.crt',
    '<%= config.bin %> bundle fetch --download --output ./bundle',
    '<%= config.bin %> bundle fetch --verify-signatures',
  ];
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version', helpValue: 'VERSION'}),
    etcd: Flags.string({
      description: 'etcd version (default: the one for the Kubernetes version)',
      helpValue: 'VERSION',
    }),
    arch: Flags.string({description: 'Architectures of the hosts', helpValue: 'amd64,arm64', default: 'amd64'}),
    from: Flags.string({
      description: 'Where to read from: upstream, the URL of a mirror, or a folder in the layout of a mirror',
      helpValue: 'URL',
      default: 'upstream',
    }),
    lock: Flags.string({description: 'Lock file', helpValue: 'FILE', default: 'quorate.lock.json'}),
    download: Flags.boolean({description: 'Store all binaries and images in the bundle directory'}),
    output: Flags.string({description: "Bundle directory (default: in the user's cache)", helpValue: 'DIR'}),
    ca: Flags.string({
      description: 'CA certificates of the server or proxy, in PEM, besides those of Node.js',
      helpValue: 'FILE',
    }),
    'token-env': Flags.string({
      description: 'Send the token in this environment variable to the mirror',
      helpValue: 'NAME',
    }),
    'verify-signatures': Flags.boolean({
      description: 'Verify who signed the files of Kubernetes and containerd before their digests are written',
    }),
    'trusted-root': Flags.string({
      description: 'Verify signatures with this trusted root of Sigstore, in JSON (default: the one in quorate)',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<Fetched> {
    const {kubernetes, etcd, arch, from, lock, download, output, ca, 'token-env': variable} = this.flags;
    const [{fetchBundle}, {bundleDirectory}, {readCaFile}] = await Promise.all([
      import('../../io/bundle/fetch/fetch.js'),
      import('../../io/bundle/bundle.js'),
      import('../../io/local/ca-file.js'),
    ]);
    const directory = bundleDirectory(output, process.env);
    const arches = archesIn(arch);
    const report = this.report();
    const startedAt = performance.now();
    const {artifacts, ...outcome} = await fetchBundle({
      kubernetes,
      etcd,
      arches,
      from,
      lockFile: lock,
      download,
      directory,
      ca: ca === undefined ? undefined : await readCaFile(ca, '--ca'),
      verifySignature: await this.signatures(),
      authorization: variable === undefined ? undefined : `Bearer ${tokenIn(variable)}`,
      report,
      env: process.env,
      signal: this.signal,
    });
    for (const path of outcome.unpublished)
      report({type: 'step', title: 'no digest published', detail: `${path}: recorded as it was received`});
    for (const detail of await this.signatureLines(artifacts)) report({type: 'step', title: 'signature', detail});
    const tookMs = performance.now() - startedAt;
    const where = download ? `${lock} and ${directory}` : lock;
    report({type: 'finished', tookMs, summary: `${where}: ${summaryOf({artifacts, ...outcome}, arches)}`});
    const signed = artifacts.filter(({signature}) => signature !== undefined).length;
    return {lock, directory, arches, artifacts: artifacts.length, signed, ...outcome};
  }

  private get verifiesSignatures(): boolean {
    return this.flags['verify-signatures'] || this.flags['trusted-root'] !== undefined;
  }

  private async signatures(): Promise<VerifySignature | undefined> {
    if (!this.verifiesSignatures) return undefined;
    const {verifySignatures} = await import('../../io/signatures/for-fetch.js');
    return verifySignatures(this.flags['trusted-root']);
  }

  private async signatureLines(artifacts: readonly Artifact[]): Promise<readonly string[]> {
    if (!this.verifiesSignatures) return [];
    const {signatureLines} = await import('../../io/signatures/summary.js');
    return signatureLines(artifacts);
  }
}

/** "nothing to download; 46 artifacts of Kubernetes 1.36.3 for amd64 and arm64" */
const summaryOf = ({artifacts, added, downloads, versions}: FetchOutcome, arches: readonly Arch[]): string => {
  const size = downloads.reduce((sum, each) => sum + each.bytes, 0);
  const done = downloads.length === 0 ? 'nothing to download' : `downloaded ${bytes(size)}`;
  const grown = added === 0 ? '' : `, ${added} of them new`;
  const what = `Kubernetes ${versions.kubernetes} and etcd ${versions.etcd} for ${listed(arches)}`;
  return `${done}; ${counted(artifacts.length, 'artifact')} of ${what}${grown}`;
};

const archesIn = (list: string): readonly Arch[] => {
  const names = list.split(',').map(name => name.trim());
  const unknown = names.find(name => !(ARCHES as readonly string[]).includes(name));
  if (unknown === undefined) return ARCHES.filter(arch => names.includes(arch));
  throw new Failure('usage/arch', `Choosing architectures: "${unknown}" is not one of ${ARCHES.join(', ')}`, {
    suggestions: ['name one or both: --arch amd64,arm64'],
  });
};
