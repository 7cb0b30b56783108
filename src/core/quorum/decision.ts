export interface Decision {
  readonly safe: boolean;
  /** Writes stop while it is done, or stand still already. */
  readonly outage: boolean;
  /** The arithmetic, with the members it is about. */
  readonly why: string;
  /** What to do instead, or first; there is one whenever the change is refused. */
  readonly fix?: string;
}

/** What the user agreed to beforehand. */
export interface Overrides {
  /** One or two voters cannot spare one: writes stop until the restarted member is back. */
  readonly acceptDowntime?: boolean;
  /** Fewer failures will be survived than before. */
  readonly acceptReducedTolerance?: boolean;
}

/** One thing that speaks against a change. */
export interface Refusal {
  readonly because: string;
  readonly fix: string;
}

export const permitted = (...why: readonly string[]): Decision => ({safe: true, outage: false, why: why.join('; ')});

export const refused = ({because, fix}: Refusal, ...why: readonly string[]): Decision => ({
  safe: false,
  outage: false,
  why: [because, ...why].join('; '),
  fix,
});
