/** A value that was read, or the reason why it could not be read: absent and unknown are different values. */
export type Fact<T> = {readonly known: true; readonly value: T} | {readonly known: false; readonly why: string};

export const known = <T>(value: T): Fact<T> => ({known: true, value});
export const unknown = (why: string): {readonly known: false; readonly why: string} => ({known: false, why});
