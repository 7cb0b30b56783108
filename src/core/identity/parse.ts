import {type Fact, known, unknown} from '../model/fact.js';
import {type HostIdentity, IDENTITY, IDENTITY_COPY} from '../model/identity-record.js';
import {clusterId, digestOf, etcdId, hostName} from '../model/names.js';

/**
 * The identity in the two files of a host; undefined if it has neither. An interrupted run may leave one of them older
 * or missing, which is accepted as long as both name the same cluster, host, address and machine.
 */
export function identityFrom(text: string | undefined, copyText: string | undefined): Fact<HostIdentity> | undefined {
  const read = (path: string, content: string | undefined) =>
    content === undefined ? [] : [{path, identity: parseIdentity(content)}];
  const copies = [...read(IDENTITY, text), ...read(IDENTITY_COPY, copyText)];
  const [first, second] = copies;
  if (first === undefined) return undefined;
  const broken = copies.find(({identity}) => identity === undefined);
  if (broken !== undefined) return unknown(`${broken.path} is incomplete or damaged`);
  if (second !== undefined && !isSame(first.identity!, second.identity!))
    return unknown(
      `${first.path} (${formatIdentity(first.identity!)}) and ${second.path} (${formatIdentity(second.identity!)}) differ`,
    );
  // The newer file may record that the cluster was bootstrapped.
  const founded = copies.some(({identity}) => identity?.founded === true);
  return known({...first.identity!, founded});
}

/** Undefined for a text that is incomplete. */
export function parseIdentity(text: string): HostIdentity | undefined {
  const pairs = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  const values = new Map(pairs);
  const value = (name: string, pattern: RegExp) => {
    const found = values.get(name);
    return found !== undefined && pattern.test(found) ? found : undefined;
  };
  const [cluster, clusterName] = [value('cluster', /^[0-9a-f]{32}$/), value('clusterName', /^[a-z0-9-]{1,63}$/)];
  const [host, address] = [value('host', /^[a-z0-9.-]{1,63}$/), value('address', /^[0-9a-f.:]+$/)];
  const [machineId, ca] = [value('machineId', /^\S+$/), value('ca', /^[0-9a-f]{64}$/)];
  const founded = value('founded', /^(yes|no)$/);
  const store = value('store', /^[0-9a-f]{1,16}$/);
  if (!cluster || !clusterName || !host || !address || !machineId || !ca || !founded) return undefined;
  return {
    cluster: clusterId(cluster),
    clusterName,
    host: hostName(host),
    address,
    machineId,
    ca: digestOf(ca),
    founded: founded === 'yes',
    ...(store === undefined ? {} : {store: etcdId(store)}),
    settings: Object.fromEntries(pairs.filter(([name]) => name.includes('.'))),
  };
}

const isSame = (one: HostIdentity, other: HostIdentity): boolean =>
  one.cluster === other.cluster &&
  one.host === other.host &&
  one.address === other.address &&
  one.machineId === other.machineId;

const formatIdentity = ({clusterName, cluster, host, address}: HostIdentity): string =>
  `${host} at ${address} of ${clusterName} ${cluster}`;
