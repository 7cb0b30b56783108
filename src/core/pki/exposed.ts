import type {FileFact} from '../model/observed.js';

/** A file that users other than root could read: one of them may have a copy. Its parent directories are not considered. */
export function isExposed({mode, owner}: Pick<FileFact, 'mode' | 'owner'>): boolean {
  const bits = Number.parseInt(mode, 8);
  const [user, group] = owner.split(':');
  return user !== 'root' || (bits & 0o004) !== 0 || (group !== 'root' && (bits & 0o040) !== 0);
}
