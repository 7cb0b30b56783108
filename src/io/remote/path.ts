import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';

/**
 * Throws Failure 'hosts/unusable-path' for paths that cannot be sent as a line of text (control characters, backslashes)
 * or that are not in canonical form: relative, with "." or ".." or "//" in them, or with a slash at the end.
 */
export function assertUsable(host: HostName, paths: readonly string[]): void {
  const unusable = paths.find(path => !isUsable(path));
  if (unusable === undefined) return;
  throw new Failure('hosts/unusable-path', `${host}: ${JSON.stringify(unusable)} cannot be used as a path`, {
    suggestions: ['use an absolute path without "..", backslashes, line breaks and other control characters'],
  });
}

const isUsable = (path: string): boolean =>
  path.startsWith('/') &&
  !/[\u0000-\u001f\u007f\\]/.test(path) &&
  path
    .slice(1)
    .split('/')
    .every(part => part !== '' && part !== '.' && part !== '..');

/** Throws Failure 'hosts/unusable-value' for a value that cannot be sent as one field of a line. */
export function assertField(host: HostName, values: readonly string[]): void {
  const unusable = values.find(value => value === '' || /[\u0000-\u001f\u007f]/.test(value));
  if (unusable === undefined) return;
  throw new Failure('hosts/unusable-value', `${host}: ${JSON.stringify(unusable)} cannot be sent to a host`, {
    suggestions: ['use a value that is not empty and has no line breaks, tabs or other control characters'],
  });
}

/** Throws Failure 'hosts/unusable-value' for a mode that is not three or four octal digits. */
export function assertModes(host: HostName, modes: readonly string[]): void {
  assertField(
    host,
    modes.map(mode => (/^[0-7]{3,4}$/.test(mode) ? mode : '')),
  );
}
