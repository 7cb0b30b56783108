import {ARCHES} from '../../artifacts/bundle.js';
import {counted, listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import {error, type Subject} from './check.js';

export const architecture = ({name, facts, release}: Subject): readonly Finding[] =>
  release.arches.has(facts.arch)
    ? []
    : [
        error(
          'Architecture',
          `${name}: architecture is ${facts.arch}; there are binaries for ${listed([...release.arches.keys()])}`,
          (ARCHES as readonly string[]).includes(facts.arch)
            ? `add binaries for ${facts.arch}: \`quorate bundle fetch --kubernetes ${release.versions.kubernetes} --arch ${facts.arch}\``
            : `remove ${name} from the configuration: there are binaries for ${listed(ARCHES)} only`,
        ),
      ];

const MIN_PROCESSORS = 2;
const MIN_MEMORY_MB = 1700;

export const processors = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.cpus >= MIN_PROCESSORS
    ? []
    : [
        error(
          'NumCPU',
          `${name}: has ${counted(facts.cpus, 'CPU')}; a control plane needs ${MIN_PROCESSORS}`,
          `give ${name} at least ${MIN_PROCESSORS} CPUs`,
        ),
      ];

export const memory = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.memoryMb >= MIN_MEMORY_MB
    ? []
    : [
        error(
          'Mem',
          `${name}: has ${facts.memoryMb} MB of memory; a control plane needs ${MIN_MEMORY_MB} MB`,
          `give ${name} at least ${MIN_MEMORY_MB} MB of memory`,
        ),
      ];
