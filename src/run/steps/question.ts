import type {HostName} from '../../core/cluster/names.js';
import type {HostFacts} from '../../core/cluster/observed.js';
import type {RunContext} from '../context.js';
import type {FactQuestion} from '../site.js';

const NOTHING: FactQuestion = {paths: [], publicTexts: [], units: [], modules: [], sysctls: [], commands: []};

/** Looks at the live host, at no more than what is asked. */
export const look = (host: HostName, question: Partial<FactQuestion>, {site}: RunContext): Promise<HostFacts> =>
  site.host(host).facts({...NOTHING, ...question});
