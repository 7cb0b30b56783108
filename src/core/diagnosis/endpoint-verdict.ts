import {counted, listed} from '../format.js';
import type {EndpointStatus} from './diagnosis.js';
import {type ApiEndpoint, hostsAt} from './simulation/endpoint.js';
import {lose} from './simulation/lose.js';
import type {LossModel} from './simulation/model.js';
import {endpointLosses, tolerated} from './simulation/search.js';

/** How many hosts can be lost, whichever they are, while etcd stays writable and an API server serves. */
export const toleratedHosts = (model: LossModel): number =>
  tolerated(model, Math.max(1, model.voters.length, model.controlPlanes.length));

/**
 * The cluster tolerates the loss of this many hosts, at least one, only if clients still reach the API then. Nodes do:
 * each has its own load balancer.
 */
export function hostTolerance(many: number, model: LossModel): string {
  const {apiEndpoint, controlPlanes} = model;
  const loss = `the loss of any ${counted(many, 'host')}`;
  if (!isUp(model) || lossesOf(model).length > 0) return `etcd and API servers tolerate ${loss}`;
  return apiEndpoint.by === 'name' && controlPlanes.length > 1
    ? `tolerates ${loss} if the name ${apiEndpoint.name} leads to more than ${counted(many, 'control plane')}`
    : `tolerates ${loss}`;
}

/** What clients of the endpoint lose with a host, or have lost. */
export function endpointClauses(model: LossModel): readonly string[] {
  const {apiEndpoint} = model;
  if (!isUp(model)) return [`API endpoint ${apiEndpoint.address} is down: ${whyDown(apiEndpoint)}`];
  const losses = lossesOf(model);
  const holders = apiEndpoint.by === 'virtual IP' ? apiEndpoint.hosts.filter(({up}) => up).length : 0;
  if (losses.length === 0)
    return holders > 1 ? [`API endpoint needs any 1 of ${counted(holders, 'control plane')}`] : [];
  const hosts = losses.map(set => listed(set)).join(', or with ');
  return [`clients of the endpoint ${apiEndpoint.address} (kubectl, CI) lose the API with ${hosts}, nodes do not`];
}

export const endpointStatus = (model: LossModel): EndpointStatus => ({
  address: model.apiEndpoint.address,
  up:
    hostsAt(model.apiEndpoint).length === 0 && lose(model, []).api
      ? 'unknown'
      : lose(model, []).endpoint
        ? 'yes'
        : 'no',
  lostWith: lossesOf(model),
});

/** As far as it is known. Without an API server nothing is said of the endpoint. */
const isUp = (model: LossModel): boolean => {
  const {api, endpoint} = lose(model, []);
  return endpoint || !api;
};

/** Of as many hosts as the rest of the cluster tolerates. */
const lossesOf = (model: LossModel): readonly (readonly string[])[] =>
  endpointLosses(model, Math.max(1, toleratedHosts(model)));

const whyDown = (endpoint: ApiEndpoint): string =>
  endpoint.by === 'virtual IP'
    ? 'keepalived runs on no control plane that serves'
    : endpoint.by === 'balancers'
      ? `no load balancer runs on ${listed(hostsAt(endpoint))}`
      : `the API server of ${listed(hostsAt(endpoint))} does not serve`;
