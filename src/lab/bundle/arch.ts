import type {Arch} from '../../core/artifacts/bundle.js';

/** As Go calls the architecture of this machine. */
export const hostArch = (): Arch => (process.arch === 'arm64' ? 'arm64' : 'amd64');
