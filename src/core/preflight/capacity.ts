import type {Finding} from '../cluster/finding.js';
import {counted} from '../format.js';
import {error, type Subject} from './check.js';

const MIN_PROCESSORS = 2;
const MIN_MEMORY_MB = 1700;

export const processors = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.cpus >= MIN_PROCESSORS
    ? []
    : [
        error(
          'NumCPU',
          `${name}: has ${counted(facts.cpus, 'processor')}, a control plane needs ${MIN_PROCESSORS}`,
          `give ${name} more processors`,
        ),
      ];

export const memory = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.memoryMb >= MIN_MEMORY_MB
    ? []
    : [
        error(
          'Mem',
          `${name}: has ${facts.memoryMb} MB of memory, a control plane needs ${MIN_MEMORY_MB} MB`,
          `give ${name} more memory`,
        ),
      ];
