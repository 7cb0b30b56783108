export interface Decision {
  readonly safe: boolean;
  /** etcd accepts no writes during the change, or accepts none now. */
  readonly outage: boolean;
  /** The arithmetic, with the members. */
  readonly why: string;
  /** What to do instead, or first. Set whenever the change is refused. */
  readonly fix?: string;
}

/** What the user permits with flags. */
export interface Overrides {
  /** With one or two voters, writes stop until the restarted member is back. */
  readonly acceptDowntime?: boolean;
  /** etcd tolerates fewer failures than before. */
  readonly acceptReducedTolerance?: boolean;
}

/** One reason to refuse a change. */
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
