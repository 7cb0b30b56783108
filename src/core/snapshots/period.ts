import {own} from '../own.js';

/** Periods that divide an hour or a day, so that all members count them alike. */
export const PERIODS = [
  '1m',
  '2m',
  '5m',
  '10m',
  '15m',
  '20m',
  '30m',
  '1h',
  '2h',
  '3h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
] as const;

const UNITS: Readonly<Record<string, number>> = {m: 60, h: 3600, d: 86_400, w: 604_800};

/** "6h" in seconds. */
export const secondsOf = (text: string): number =>
  Number(text.slice(0, -1)) * (own(UNITS, text.slice(-1)) ?? Number.NaN);

/** OnCalendar of systemd for a period: the same moments on every host, whatever its time zone. */
export function calendarOf(seconds: number): string {
  if (seconds >= 86_400) return '*-*-* 00:00:00 UTC';
  if (seconds >= 3600) return `*-*-* 00/${seconds / 3600}:00:00 UTC`;
  return `*-*-* *:00/${seconds / 60}:00 UTC`;
}

/** The next moment of a period after a time. */
export const nextOf = (seconds: number, after: Date): Date =>
  new Date((Math.floor(after.getTime() / 1000 / seconds) + 1) * seconds * 1000);
