import type {OperatorSource} from '../core/model/operator-file.js';

/**
 * Makes the contents of all operator files of a configuration, from the files and variables of the operator as they are
 * now. Rejects with a Failure that names the file or variable that cannot be used, never its content.
 */
export type ReadOperatorFiles = () => Promise<ReadonlyMap<OperatorSource, Uint8Array>>;
