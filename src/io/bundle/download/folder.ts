import {join} from 'node:path';

/** Where a bundle directory has files as upstream releases them, by their path there. */
export const DOWNLOADS = 'downloads';

/** @param path host of upstream and path there. */
export const downloadPath = (directory: string, path: string): string => join(directory, DOWNLOADS, path);
