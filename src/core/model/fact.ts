import type {Failure} from '../failure.js';

/** A value that was read, or the reason why it could not be read: absent and unknown are different values. */
export type Fact<T> = {readonly known: true; readonly value: T} | Unknown;

export interface Unknown {
  readonly known: false;
  readonly why: string;
  /** The failure to read it, if there was one: its message is `why`. */
  readonly failure?: Pick<Failure, 'code' | 'suggestions'>;
}

export const known = <T>(value: T): Fact<T> => ({known: true, value});
export const unknown = (why: string): Unknown => ({known: false, why});
/** What could not be read, with the code and the suggestions of the failure. */
export const unreadable = ({message, code, suggestions}: Failure): Unknown => ({
  known: false,
  why: message,
  failure: {code, suggestions},
});
