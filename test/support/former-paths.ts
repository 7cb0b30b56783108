import {linkedTo} from '../../src/core/artifacts/install-paths.js';
import type {MemoryCluster} from './memory-cluster.js';
import type {MemoryDisk} from './memory-disk.js';

const formerly = (path: string): string => path.replace(/^((?:\.\.|\/opt\/quorate)\/[^/]+\/[^/]+)\/bin\//, '$1/');

/**
 * Moves the installed binaries in memory to where earlier versions of quorate installed them. Units keep running: they
 * were started from there.
 * @param which by the name of the binary; all by default.
 */
export function withFormerPaths(cluster: MemoryCluster, which: (name: string) => boolean = () => true): MemoryCluster {
  for (const disk of cluster.world.disks.values())
    moveBack(disk, path => {
      const name = linkedTo(path)?.name;
      return name !== undefined && which(name);
    });
  return cluster;
}

function moveBack(disk: MemoryDisk, moves: (path: string) => boolean): void {
  const there = (path: string) => (moves(path) ? formerly(path) : path);
  disk.files = new Map([...disk.files].map(([path, file]) => [there(path), file]));
  disk.links = new Map([...disk.links].map(([path, target]) => [path, there(target)]));
  disk.owned = new Set([...disk.owned].map(there));
  disk.programs = new Map([...disk.programs].map(([unit, path]) => [unit, there(path)]));
  for (const unit of disk.started.keys()) disk.started.set(unit, disk.fingerprint(unit));
}
