import {counted, duration} from '../../core/format.js';
import {oneLine} from '../../core/printable.js';
import {hostsDone} from './fleet-text.js';
import {waitingText} from './lines.js';
import type {Busy, Progress} from './progress.js';

/** Rows left for the lines above and the shell prompt. */
const RESERVED_ROWS = 4;

/** The lines of the live view: the stage, then the busy hosts, the longest first, as many as fit. */
export const frame = (
  {stage, gathering, busy, waiting}: Progress,
  now: number,
  size: {readonly rows: number; readonly columns: number},
): readonly string[] => {
  const running = stage === undefined ? [] : [stageLine(stage, now)];
  const asking =
    gathering === undefined ? [] : [`Gather facts  ${hostsDone(gathering)}  ${duration(now - gathering.since)}`];
  const wait = waiting === undefined ? [] : [`  ${waitingText(waiting.forWhat, waiting.seen, now - waiting.since)}`];
  return [
    ...running,
    ...asking,
    ...wait,
    ...hosts(busy, now, Math.max(1, size.rows - RESERVED_ROWS - wait.length)),
  ].map(line => cut(oneLine(line), size.columns));
};

const stageLine = (stage: NonNullable<Progress['stage']>, now: number): string => {
  const {title, number, of, actions, done, since, fleet} = stage;
  const far = fleet === undefined ? `${done} of ${counted(actions, 'action')}` : hostsDone(fleet);
  return `[${number}/${of}] ${fleet?.title ?? title}  ${far}  ${duration(now - since)}`;
};

const hosts = (busy: readonly Busy[], now: number, room: number): readonly string[] => {
  const shown = busy.length > room ? busy.slice(0, room - 1) : busy;
  const width = Math.max(0, ...shown.map(({host}) => host.length));
  return [
    ...shown.map(({host, what, since}) => `  ${host.padEnd(width)}  ${what}  ${duration(now - since)}`),
    ...(busy.length > shown.length ? [`  and ${counted(busy.length - shown.length, 'more host', 'more hosts')}`] : []),
  ];
};

/** A wrapped line would make the view taller than the number of lines that it erases. */
const cut = (line: string, columns: number): string =>
  line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
