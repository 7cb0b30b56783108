import {own} from '../../core/own.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
};

/** Why a file could not be read. Node's own message, which repeats the path, only for other codes. */
export function whyUnreadable(cause: unknown): string {
  const {code = '', message} = cause as NodeJS.ErrnoException;
  return own(REASONS, code) ?? message;
}
