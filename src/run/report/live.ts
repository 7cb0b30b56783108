import {severalLines} from '../../core/printable.js';
import type {Event, Report} from './event.js';
import {stageDoneText} from './fleet-text.js';
import {frame} from './frame.js';
import {line} from './lines.js';
import {advance, type Progress} from './progress.js';

/** The part of a terminal that is used. Its size is undefined or 0 when it is unknown. */
export interface Screen {
  write(text: string): unknown;
  readonly rows?: number;
  readonly columns?: number;
}

export interface LiveReport {
  readonly report: Report;
  /** Erases the view until the next event, so that something else can write or ask. */
  readonly pause: () => void;
  /** Erases it for good. */
  readonly close: () => void;
}

/** Milliseconds between two drawings. */
const REDRAW = 100;

/**
 * A view of the running stage that is redrawn in place, below the lines for what is done.
 * @param clock monotonic milliseconds.
 * @param every calls back at an interval in milliseconds until the function it returns is called.
 */
export const liveReport = (screen: Screen, clock: () => number, every = interval): LiveReport => {
  let progress: Progress | undefined;
  let drawn = 0;
  let stop: (() => void) | undefined;

  /** One write a drawing, so that a terminal never shows a part of one. */
  const draw = (above: string, lines: readonly string[]): void => {
    const erase = drawn === 0 ? '' : `\x1b[${drawn}A\x1b[0J`;
    const text = erase + above + lines.map(each => `${each}\n`).join('');
    drawn = lines.length;
    if (text !== '') screen.write(text);
  };
  const view = (): readonly string[] =>
    progress === undefined ? [] : frame(progress, clock(), {rows: screen.rows || 24, columns: screen.columns || 80});
  const pause = (): void => {
    stop?.();
    stop = undefined;
    draw('', []);
  };

  return {
    report: event => {
      const before = progress;
      progress = advance(before, event, clock());
      const text = event.type === 'stage-done' ? stageDoneText(event, before, clock()) : lineOf(event);
      if (text !== undefined) draw(`${severalLines(text)}\n`, view());
      if (progress === undefined) pause();
      else stop ??= every(REDRAW, () => draw('', view()));
    },
    pause,
    close: () => {
      progress = undefined;
      pause();
    },
  };
};

type Passing = Extract<
  Event,
  {
    type:
      | 'gathering'
      | 'gathered'
      | 'stage-started'
      | 'stage-done'
      | 'host-done'
      | 'actions-started'
      | 'actions-done'
      | 'upload'
      | 'download'
      | 'waiting';
  }
>['type'];

const PASSING: ReadonlySet<string> = new Set<Passing>([
  'gathering',
  'gathered',
  'stage-started',
  'stage-done',
  'host-done',
  'actions-started',
  'actions-done',
  'upload',
  'download',
  'waiting',
]);

/** The line that remains above the view; undefined for events that only change the view. */
const lineOf = (event: Event): string | undefined => (isPassing(event) ? undefined : line(event));

const isPassing = (event: Event): event is Extract<Event, {type: Passing}> => PASSING.has(event.type);

export const interval = (ms: number, again: () => void): (() => void) => {
  const timer = setInterval(again, ms);
  timer.unref();
  return () => clearInterval(timer);
};
