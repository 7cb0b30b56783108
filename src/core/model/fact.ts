/** What could be read, or why it could not: "absent" and "unreadable" are never the same value. */
export type Fact<T> = {readonly known: true; readonly value: T} | {readonly known: false; readonly why: string};

export const known = <T>(value: T): Fact<T> => ({known: true, value});
export const unknown = (why: string): {readonly known: false; readonly why: string} => ({known: false, why});
