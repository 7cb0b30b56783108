/** How to write what was probably meant. */
export interface Repair {
  readonly suggestion: string;
  /** The text in place of the value; undefined for advice that is no text for this place. */
  readonly replacement?: string;
}
