import {BLANK_HOST} from '../../../src/core/model/blank-host.js';
import type {HostFacts} from '../../../src/core/model/observed.js';

/** A new machine with enough of everything. */
export const machineFacts = (changes: Partial<HostFacts> = {}): HostFacts => ({
  ...BLANK_HOST,
  hostname: 'unnamed',
  machineId: '0123456789abcdef0123456789abcdef',
  os: {id: 'debian', version: '12', kernel: '6.1.0-40-amd64'},
  arch: 'amd64',
  cpus: 4,
  memoryMb: 8192,
  images: {known: true, value: new Map()},
  ...changes,
});

/** A container on a machine with cgroup v1: limits and sysctls are read-only, modules are those of the machine. */
export const containerFacts = (changes: Partial<HostFacts> = {}): HostFacts =>
  machineFacts({
    cgroup: 'v1',
    container: 'systemd-nspawn',
    capSysResource: false,
    sysctlWritable: false,
    modules: ['overlay', 'nf_conntrack'],
    ...changes,
  });
