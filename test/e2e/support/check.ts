import {type CliResult, quorate} from './cli.js';
import {asLab, changedExample, eventually, type LabCluster} from './cluster.js';
import type {ClusterFault} from './cluster-faults.js';
import {during} from './faults.js';

/** Runs `topology check` of one cluster until it reports what a test expects. */
export interface Doctor {
  check(...flags: readonly string[]): Promise<CliResult>;
  /** This and nothing else; what is found settles: a lease runs out, a check fails a second time. */
  finds(wanted: string): Promise<true>;
  /** The fault is the only finding, and there is none once it is repaired. */
  isFound(fault: ClusterFault): Promise<void>;
  healthyAgain(): Promise<true>;
}

/** The example "stacked" as a lab of its own. */
export const checkedCluster = (network: string): Promise<string> =>
  changedExample('stacked', text => asLab('checked', network)(shortDeadline(text)));

/** Shorter than the default, because hosts are down on purpose. */
export const shortDeadline = (text: string): string =>
  text.replace('  ssh:\n', '  ssh:\n    connectTimeoutSeconds: 5\n');

export function createChecker(cluster: LabCluster): Doctor {
  const check = (...flags: readonly string[]) => quorate(['topology', 'check', '-c', cluster.file, ...flags]);

  /** `code`, or `code host` */
  const findings = async (): Promise<readonly string[]> => {
    const {stdout, stderr} = await check('--json');
    const said = JSON.parse(stdout) as {findings?: readonly {code: string; host?: string}[]};
    if (said.findings === undefined) throw new Error(`${stdout}\n${stderr}`);
    return said.findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`));
  };

  const finds = (wanted: string) =>
    eventually(wanted, async () => {
      const found = await findings();
      if (found.length === 1 && found[0] === wanted) return true as const;
      throw new Error(`found ${found.join(', ') || 'nothing'}`);
    });

  const healthyAgain = () =>
    eventually('nothing is found', async () => {
      const found = await findings();
      if (found.length === 0) return true as const;
      throw new Error(`found ${found.join(', ')}`);
    });

  return {
    check,
    finds,
    healthyAgain,
    async isFound(fault) {
      const started = performance.now();
      await during(cluster, fault.on, [fault], () => finds(fault.found));
      const foundMs = performance.now() - started;
      await healthyAgain();
      const healedMs = performance.now() - started - foundMs;
      console.log(`${fault.name}: found in ${seconds(foundMs)}, healed in ${seconds(healedMs)}`);
    },
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
