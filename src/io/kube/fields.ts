/** A name in the API: letters, digits, dashes and dots, at most 253 of them. */
export const LABEL_TEXT = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** A time as the API writes it; undefined for anything else. */
export function dateIn(text: string): Date | undefined {
  const date = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
