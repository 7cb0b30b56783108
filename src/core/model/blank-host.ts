import {unknown} from './fact.js';
import type {HostFacts} from './observed.js';

/** A host without special cases: what is rendered for it has at least the paths of any other host. */
export const BLANK_HOST: HostFacts = {
  hostname: '',
  machineId: '',
  os: {id: '', version: '', kernel: ''},
  arch: '',
  cpus: 0,
  memoryMb: 0,
  cgroup: 'v2',
  capSysResource: true,
  sysctlWritable: true,
  addresses: [],
  ports: [],
  swap: false,
  modules: [],
  sysctls: {},
  clockOffsetMs: 0,
  places: new Map(),
  commands: [],
  packages: {brought: [], unfinished: false},
  files: new Map(),
  links: new Map(),
  directories: new Map(),
  publicTexts: new Map(),
  owned: new Set(),
  keptFiles: new Set(),
  units: new Map(),
  selinux: 'disabled',
  booleans: {},
  images: unknown('not read yet'),
};
