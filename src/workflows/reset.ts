import {desire} from '../core/cluster/desire.js';
import type {DesiredCluster} from '../core/cluster/desired.js';
import type {HostName} from '../core/cluster/names.js';
import type {HostFacts} from '../core/cluster/observed.js';
import {RESET} from '../core/cluster/reset.js';
import type {ClusterConfig} from '../core/config/types.js';
import {gathered} from '../run/engine/gathered.js';
import type {HostPort} from '../run/site.js';
import {portsWithoutBundle, type Surroundings, withHosts} from './assembly.js';

/** What quorate has on one host, and so what a reset would take away. */
export interface Holding {
  readonly host: HostName;
  readonly files: number;
  readonly units: readonly string[];
}

export interface ResetOutcome {
  readonly ran: boolean;
  readonly holdings: readonly Holding[];
  /** By host, what was removed. */
  readonly removed: Readonly<Record<string, readonly string[]>>;
}

/**
 * Takes a whole cluster off its hosts: exactly what quorate put there, and the data of the services it ran. Every
 * host must be readable first: half a reset leaves a cluster nobody can use and nobody can see.
 */
export const resetAll = (
  config: ClusterConfig,
  surroundings: Surroundings,
  confirm: (holdings: readonly Holding[]) => Promise<boolean>,
): Promise<ResetOutcome> =>
  withHosts(config, surroundings, async reach => {
    const desired = desire(config);
    const port = await portsWithoutBundle(reach);
    const holdings = (await look(desired, port)).filter(({files, units}) => files > 0 || units.length > 0);
    if (holdings.length === 0 || !(await confirm(holdings))) return {ran: false, holdings, removed: {}};
    const removed: Record<string, readonly string[]> = {};
    for (const group of stopOrder(desired, holdings)) {
      const results = await Promise.allSettled(
        group.map(async ({host}) => {
          removed[host] = await port(host).reset(RESET);
          surroundings.report({
            type: 'step',
            title: `${host} is reset`,
            detail: `${removed[host].length} things removed`,
          });
        }),
      );
      gathered('reset', results);
    }
    return {ran: true, holdings, removed};
  });

async function look(desired: DesiredCluster, port: (host: HostName) => HostPort): Promise<readonly Holding[]> {
  const question = {paths: [], publicTexts: [], units: RESET.units, modules: [], sysctls: [], commands: []};
  const results = await Promise.allSettled(desired.hosts.map(({name}) => port(name).facts(question)));
  gathered('look at the hosts', results);
  return desired.hosts.map(({name}, index) =>
    holding(name, (results[index] as PromiseFulfilledResult<HostFacts>).value),
  );
}

const holding = (host: HostName, {owned, units, files}: HostFacts): Holding => ({
  host,
  files: owned.size,
  // A unit of the same name that is not ours stays.
  units: RESET.units.filter(
    unit => units.has(unit) && files.has(`/etc/systemd/system/${unit}`) && owned.has(`/etc/systemd/system/${unit}`),
  ),
});

/** Workers first, so that no kubelet looks for an API server in vain; the hosts of a group side by side. */
function stopOrder(desired: DesiredCluster, holdings: readonly Holding[]): readonly (readonly Holding[])[] {
  const serves = ({host}: Holding) =>
    desired.etcd.some(member => member.host === host) || desired.controlPlanes.some(each => each.host === host);
  return [holdings.filter(each => !serves(each)), holdings.filter(serves)];
}
