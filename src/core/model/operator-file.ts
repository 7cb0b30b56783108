import type {Fact} from './fact.js';
import type {Digest} from './names.js';

/**
 * What the content of a file on hosts is made of on the machine of the operator: the CA file of a registry, or its
 * hosts.toml with credentials. The content is not part of a plan.
 */
export type OperatorSource = `registry-ca/${string}` | `registry-hosts/${string}`;

/** By source, the digest of what belongs on hosts; unknown if a file or variable of the operator cannot be used. */
export type OperatorDigests = Fact<ReadonlyMap<OperatorSource, Digest>>;
