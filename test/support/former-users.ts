import {SYSUSERS} from '../../src/core/render/users.js';
import type {MemoryCluster} from './memory-cluster.js';

/** The lines of a unit that an earlier quorate did not write. */
const NEW = /^(User|Group|LoadCredential)=.*\n|^ExecStartPre=\+\S+\/data-owner .*\n/gm;

/** The cluster as an earlier version of quorate left it: etcd and the control plane run as root, which has their data. */
export function asRoot(cluster: MemoryCluster): MemoryCluster {
  const {disks} = cluster.world;
  for (const disk of disks.values()) {
    for (const path of [SYSUSERS, '/opt/quorate/libexec/data-owner']) {
      disk.files.delete(path);
      disk.owned.delete(path);
    }
    disk.users.clear();
    disk.owners.clear();
    for (const [path, {content, mode}] of [...disk.files]) {
      const text = content.toString();
      if (!path.endsWith('.service') || !text.includes('\nUser=')) continue;
      const unit = path.slice(path.lastIndexOf('/') + 1);
      disk.put(path, Buffer.from(text.replace(NEW, '').replaceAll('/run/credentials/', '/etc/')), mode);
      disk.start(unit, new Set());
    }
  }
  return cluster;
}
