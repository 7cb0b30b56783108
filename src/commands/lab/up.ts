import {Flags} from '@oclif/core';
import {BaseCommand} from '../base.js';

interface LabUpResult {
  readonly lab: string;
  readonly hosts: readonly {readonly name: string; readonly address: string}[];
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

export default class LabUp extends BaseCommand<typeof LabUp> {
  static override summary = 'Make a throwaway host on this machine for each host of the configuration';
  static override description =
    'Starts what is off and connects what is cut; a host that runs stays as it is. Needs root on Debian or Ubuntu, and installs what it lacks.';
  static override examples = ['<%= config.bin %> lab up -c docs/examples/single.yaml'];
  static override flags = {
    name: Flags.string({description: 'Name the lab so instead of after the cluster', helpValue: 'LAB'}),
  };

  async run(): Promise<LabUpResult> {
    const started = performance.now();
    const report = this.report();
    const {name, hosts} = await this.loadCluster(report);
    const {labOf} = await import('../../lab/hosts/index.js');
    const lab = labOf({name: this.flags.name ?? name, hosts});
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
