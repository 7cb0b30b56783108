import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import {ClusterCommand} from './base/cluster.js';

const example = (name: string): string => fileURLToPath(new URL(`../../docs/examples/${name}.yaml`, import.meta.url));

interface QuickstartResult {
  readonly cluster: string;
  readonly kubectl: string;
  readonly kubeconfig: string;
}

export default class Quickstart extends ClusterCommand<typeof Quickstart> {
  static override summary = 'Create a cluster on throwaway hosts of this machine';
  static override description =
    'Gets binaries and images, creates the lab, applies the configuration and shows the cluster. Binaries are downloaded from upstream if it can be reached, otherwise compiled from Go modules, which takes ten minutes or more; both once. Each step is a quorate command and is printed before it runs. It can be interrupted at any point and run again.';
  static override examples = ['<%= config.bin %> quickstart', '<%= config.bin %> quickstart --topology external'];
  static override flags = {
    topology: Flags.string({
      options: ['stacked', 'external'],
      description: 'Example to create (default: stacked); use --config FILE for your own cluster instead',
    }),
    from: Flags.string({
      description: 'Where to download from: upstream, the URL of a mirror, or a folder in the layout of a mirror',
      helpValue: 'URL',
      default: 'upstream',
    }),
  };

  async run(): Promise<QuickstartResult> {
    const file = relative(process.cwd(), this.chosen());
    this.flags.config = file;
    const config = await this.loadCluster(this.report());
    const {labOf} = await import('../lab/hosts/index.js');
    const lab = labOf(config);
    const first = config.hosts.find(host => host.roles.includes('control-plane'))!.name;

    await this.provideBundle(config);
    await this.step('lab', 'up', '-c', file);
    await this.step('apply', '-c', file);

    const kubectl = join(lab.paths.stateDir, 'kubectl');
    const kubeconfig = join(lab.paths.stateDir, 'kubeconfig');
    const environment = {env: process.env, report: () => {}, signal: this.signal};
    const {writeClientFiles} = await import('../workflows/client-files.js');
    await writeClientFiles(config, {kubectl, kubeconfig}, environment);
    const show = async (...words: readonly string[]) => {
      this.say(`\n$ kubectl ${words.join(' ')}\n`);
      const argv = ['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...words];
      const {code, stdout, stderr} = await lab.exec(first, argv);
      if (code !== 0) throw new Failure('kube/kubectl', `${first}: kubectl ${words.join(' ')}: ${stderr.trim()}`);
      this.say(stdout.toString());
    };
    await show('--namespace=kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=180s');
    await show('get', 'nodes', '-o', 'wide');
    await show('get', 'pods', '--all-namespaces', '-o', 'wide');
    const {memberTable} = await import('../workflows/member-table.js');
    this.say(`\n${await memberTable(config, environment)}\n`);
    this.say(whatNext({file, first, kubectl, kubeconfig}));
    return {cluster: config.name, kubectl, kubeconfig};
  }

  /** Uses the bundle that is there, else downloads it, else compiles it; says which. */
  private async provideBundle(config: ClusterConfig): Promise<void> {
    const [{bundleDirectory}, {downloadProblem, hasRelease}, {hostArch}] = await Promise.all([
      import('../io/bundle/bundle.js'),
      import('../io/bundle/available.js'),
      import('../lab/bundle/arch.js'),
    ]);
    const {kubernetesVersion, etcd, artifacts} = config;
    const directory = bundleDirectory(artifacts.bundle, process.env);
    const requested = {kubernetesVersion, ...(etcd.version === undefined ? {} : {etcdVersion: etcd.version})};
    if (await hasRelease(directory, requested, hostArch())) {
      this.say(`Kubernetes ${kubernetesVersion} is in the bundle ${directory}\n`);
      return;
    }
    const {from} = this.flags;
    const problem = await downloadProblem(from, kubernetesVersion, {env: process.env, signal: this.signal});
    const versions = bundleFlags(config);
    const output = ['--output', directory];
    if (problem === undefined) {
      this.say(`Downloading the binaries from ${from}\n`);
      const lock = join(directory, 'quorate.lock.json');
      const where = ['--from', from, '--lock', lock, '--arch', hostArch(), ...output];
      return this.step('bundle', 'fetch', '--download', ...versions, ...where);
    }
    this.say(`Compiling the binaries from Go modules, because they cannot be downloaded: ${problem}\n`);
    return this.step('bundle', 'build', ...versions, ...output);
  }

  private chosen(): string {
    const {config, topology} = this.flags;
    if (config === 'cluster.yaml') return example(topology ?? 'stacked');
    if (topology === undefined) return config;
    throw new Failure(
      'usage/two-clusters',
      `--topology ${topology} selects an example, and --config ${config} another cluster`,
      {
        suggestions: [
          `${this.config.bin} quickstart --topology ${topology}`,
          `${this.config.bin} quickstart -c ${config}`,
        ],
      },
    );
  }

  /** Prints a command and runs it. */
  private async step(...words: readonly string[]): Promise<void> {
    const topics = ['bundle', 'lab'].includes(words[0]!) ? 2 : 1;
    this.say(`\n$ ${this.config.bin} ${words.join(' ')}\n`);
    await this.config.runCommand(words.slice(0, topics).join(':'), words.slice(topics) as string[]);
    this.signal.throwIfAborted();
  }
}

const bundleFlags = ({kubernetesVersion, etcd}: ClusterConfig): readonly string[] => [
  '--kubernetes',
  kubernetesVersion,
  ...(etcd.version === undefined ? [] : ['--etcd', etcd.version]),
];

interface Made {
  readonly file: string;
  readonly first: string;
  readonly kubectl: string;
  readonly kubeconfig: string;
}

function whatNext({file, first, kubectl, kubeconfig}: Made): string {
  return `
The cluster is running. Next steps:

  use it           export KUBECONFIG=${kubeconfig}
                   ${kubectl} get pods --all-namespaces
  look inside      node bin/run.js lab exec ${first} -- systemctl status kube-apiserver
  break something  node bin/run.js lab poweroff ${first} -c ${file}
                   node bin/run.js lab start ${first} -c ${file}
  check it         node bin/run.js topology check -c ${file}
  repair it        node bin/run.js plan -c ${file}         (show the differences from the configuration)
                   node bin/run.js apply -c ${file}        (apply the configuration)
  tear it down     node bin/run.js lab down -c ${file}
`;
}
