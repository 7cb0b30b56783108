/** Text that a host or a program printed, for a message: one line without control characters and escape sequences. */
export const printable = (text: string, maxCharacters = 200): string =>
  text
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, maxCharacters);

const ESCAPE_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)/g;
