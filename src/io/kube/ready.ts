import {type Fact, known} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import {answered} from '../answered.js';
import type {KubeCall} from './call.js';

/** Does the API server of this host say that it is ready? */
export const askReady = (call: KubeCall, host: HostName): Promise<Fact<boolean>> =>
  answered(async () => {
    const {code, stdout} = await call(host, 'ready');
    return known(code === 0 && stdout.toString().trim() === 'ok');
  });
