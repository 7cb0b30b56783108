const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

/** Why a file could not be read, in words where Node has a code; its own message names the path once more. */
export function whyUnreadable(cause: unknown): string {
  const {code = '', message} = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
