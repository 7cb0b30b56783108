import {Flags} from '@oclif/core';
import {askPassphrase} from './base/ask-passphrase.js';
import {ClusterCommand} from './base/cluster.js';

interface KubeconfigResult {
  readonly cluster: string;
  readonly context: string;
  /** The file it was merged into, or the text itself. */
  readonly mergedInto?: string;
  readonly kubeconfig?: string;
}

export default class Kubeconfig extends ClusterCommand<typeof Kubeconfig> {
  static override summary = "Print the administrator's kubeconfig";
  static override description =
    'It is read from a control plane, and its server is the API endpoint of the configuration. With --merge it is written into the file that kubectl uses; other contexts there are kept.';
  static override examples = ['<%= config.bin %> kubeconfig > admin.conf', '<%= config.bin %> kubeconfig --merge'];
  static override flags = {
    merge: Flags.boolean({description: 'Merge into the first file in $KUBECONFIG, or ~/.kube/config'}),
  };

  async run(): Promise<KubeconfigResult> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {fetchKubeconfig} = await import('../workflows/kubeconfig.js');
    const {contextOf, mergedKubeconfig} = await import('../core/render/kubeconfig.js');
    const {signal} = this;
    const text = await fetchKubeconfig(config, {env: process.env, report, signal, log, secrets: askPassphrase(signal)});
    const about = {cluster: config.name, context: contextOf(text)};
    if (!this.flags.merge) {
      this.log(text.trimEnd());
      return {...about, kubeconfig: text};
    }
    const {kubeconfigPath, readKubeconfig, replaceKubeconfig} = await import('../io/local/kubeconfig-file.js');
    const path = kubeconfigPath(process.env);
    await replaceKubeconfig(path, mergedKubeconfig(await readKubeconfig(path), text));
    report({
      type: 'finished',
      tookMs: 0,
      summary: `merged into ${path}; use it with: kubectl --context ${about.context} get nodes`,
    });
    return {...about, mergedInto: path};
  }
}
