import type {Event, Report} from './event.js';
import {frame} from './frame.js';
import {line} from './lines.js';
import {advance, type Progress} from './progress.js';

/** A terminal, as much of it as is needed; one that does not know its size has none, or 0. */
export interface Screen {
  write(text: string): unknown;
  readonly rows?: number;
  readonly columns?: number;
}

export interface LiveReport {
  readonly report: Report;
  /** Takes the view off the screen until the next event: somebody else writes or asks. */
  readonly pause: () => void;
  /** Takes it off for good. */
  readonly close: () => void;
}

/** Milliseconds between two drawings. */
const REDRAW = 100;

/**
 * A view of the stage under way that stays in place, under lines for what is done.
 * @param clock milliseconds that only go forward.
 * @param every calls back at an interval in milliseconds until the function it returns is called.
 */
export const liveReport = (screen: Screen, clock: () => number, every = interval): LiveReport => {
  let progress: Progress | undefined;
  let drawn = 0;
  let stop: (() => void) | undefined;

  /** One write a drawing: a terminal never shows half of one. */
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
      progress = advance(progress, event, clock());
      if (staysOnScreen(event)) draw(`${line(event)}\n`, view());
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
  {type: 'stage-started' | 'actions-started' | 'actions-done' | 'upload' | 'waiting'}
>['type'];

const PASSING: ReadonlySet<string> = new Set<Passing>([
  'stage-started',
  'actions-started',
  'actions-done',
  'upload',
  'waiting',
]);

/** Lines that remain above the view; the rest only moves it. */
const staysOnScreen = (event: Event): event is Exclude<Event, {type: Passing}> => !PASSING.has(event.type);

const interval = (ms: number, again: () => void): (() => void) => {
  const timer = setInterval(again, ms);
  timer.unref();
  return () => clearInterval(timer);
};
