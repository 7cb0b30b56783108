import {CONFIG_COMPONENTS} from './config-components.js';
import {CONFIG_FORMAT} from './config-format.js';
import {CONFIG_HOSTS} from './config-hosts.js';
import {CONFIG_NETWORKS} from './config-networks.js';

/** Everything that can be wrong with cluster.yaml. */
export const CONFIG = {...CONFIG_FORMAT, ...CONFIG_HOSTS, ...CONFIG_NETWORKS, ...CONFIG_COMPONENTS};
