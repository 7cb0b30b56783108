export {chooseLab} from './choose.js';
export {type Lab, labNamed, labOf} from './lab.js';
export {installLabPackages} from './packages.js';
export {labNames} from './record.js';
export type {LabReport} from './report.js';
export type {LabConfig} from './spec.js';
export type {HostState} from './states.js';
