/** What a failure simulation is asked for. */
export interface LossQuery {
  /** Sets of hosts; the hosts of a set are lost at the same time. */
  readonly lose?: readonly (readonly string[])[];
  readonly zones?: readonly string[];
  /** The largest size of the harmful sets of hosts or zones that are searched for. */
  readonly worst?: number;
}
