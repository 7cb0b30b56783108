/** A deprecated API version that clients requested, as an API server counted it. */
export interface DeprecatedUse {
  /** "policy/v1beta1", "v1" */
  readonly groupVersion: string;
  readonly resource: string;
  /** "1.37" */
  readonly removedIn: string;
}
