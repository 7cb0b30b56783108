import {kinds} from './kind.js';

/** Changes of version. */
export const UPGRADE = kinds({
  'upgrade-etcd': {
    title: (host, version) => `Upgrade etcd on ${host} to ${version}`,
    order: 'serial',
    does: 'Transfers leadership, restarts the member with the new version and waits until it has caught up.',
    when: 'upgrade',
  },
  'upgrade-api-server': {
    title: (host, version) => `Upgrade the API server on ${host} to ${version}`,
    order: 'serial',
    does: 'Restarts the API server with the new version and waits until it is ready.',
    when: 'upgrade',
  },
  'upgrade-controllers': {
    title: (host, version) => `Upgrade the controllers on ${host} to ${version}`,
    order: 'serial',
    does: 'Restarts the controller manager and the scheduler with the new version.',
    when: 'upgrade',
  },
  'upgrade-node': {
    title: (host, version) => `Upgrade node ${host} to ${version}`,
    order: 'serial',
    does: 'Drains a worker, upgrades kubelet, kube-proxy and the runtime, waits until it is Ready, and uncordons it.',
    when: 'upgrade',
  },
});
