export interface Verdict {
  readonly safe: boolean;
  /** Writes stop while it is done, or stand still already. */
  readonly outage: boolean;
  /** The arithmetic, with the members it is about. */
  readonly why: string;
  /** What to do instead, or first; there is one whenever the change is refused. */
  readonly fix?: string;
}

/** What the user agreed to beforehand. */
export interface Consent {
  /** One or two voters cannot spare one: writes stop until the restarted member is back. */
  readonly acceptDowntime?: boolean;
  /** Fewer failures will be survived than before. */
  readonly acceptReducedTolerance?: boolean;
}

/** One thing that speaks against a change. */
export interface Objection {
  readonly because: string;
  readonly fix: string;
}

export const permitted = (...why: readonly string[]): Verdict => ({safe: true, outage: false, why: why.join('; ')});

export const refused = ({because, fix}: Objection, ...why: readonly string[]): Verdict => ({
  safe: false,
  outage: false,
  why: [because, ...why].join('; '),
  fix,
});
