export {chooseLab} from './choose.js';
export {type Lab, labNamed, labOf, remnantsOf} from './lab.js';
export {labNames} from './record.js';
export type {RootName} from './roots.js';
export type {HostState} from './states.js';
