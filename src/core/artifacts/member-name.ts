/** The name of a file in an archive without the "./" that it may begin with: "./bridge" and "bridge" are the same file. */
export const memberName = (path: string): string => path.replace(/^\.\//, '');
