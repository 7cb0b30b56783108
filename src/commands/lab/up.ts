import {Flags} from '@oclif/core';
import {ROOTS} from '../../lab/hosts/roots.js';
import {ClusterCommand} from '../base/cluster.js';

interface LabUpResult {
  readonly lab: string;
  readonly hosts: readonly {readonly name: string; readonly address: string}[];
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

export default class LabUp extends ClusterCommand<typeof LabUp> {
  static override summary = 'Create a throwaway host for each host of the configuration';
  static override description =
    'The hosts are containers on this machine. Starts powered-off hosts and reconnects partitioned ones; a running host is not changed. Requires root on Debian or Ubuntu; missing packages are installed.';
  static override examples = ['<%= config.bin %> lab up -c docs/examples/single.yaml'];
  static override flags = {
    name: Flags.string({description: 'Name of the lab (default: the name of the cluster)', helpValue: 'LAB'}),
    root: Flags.option({
      description: 'Root file system of the hosts (default: that of the existing lab, or debian-12)',
      options: ROOTS,
    })(),
  };

  async run(): Promise<LabUpResult> {
    const started = performance.now();
    const report = this.report();
    const {name, hosts} = await this.loadCluster(report);
    const {labOf} = await import('../../lab/hosts/index.js');
    const lab = labOf({name: this.flags.name ?? name, hosts, root: this.flags.root});
    await lab.up(report);
    const {keyFile, knownHosts} = lab.paths;
    report({type: 'finished', summary: `lab ${lab.name} is up`, tookMs: performance.now() - started});
    for (const host of hosts)
      this.log(`${host.name}: ssh -i ${keyFile} -o UserKnownHostsFile=${knownHosts} root@${host.address}`);
    return {
      lab: lab.name,
      hosts: hosts.map(({name: host, address}) => ({name: host, address})),
      keyFile,
      knownHostsFile: knownHosts,
    };
  }
}
