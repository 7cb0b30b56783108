/** What would be if … */
export interface LossQuery {
  /** Sets of hosts, each lost at once. */
  readonly lose?: readonly (readonly string[])[];
  readonly zones?: readonly string[];
  /** Up to how many hosts or zones the smallest harmful sets are looked for. */
  readonly worst?: number;
}
