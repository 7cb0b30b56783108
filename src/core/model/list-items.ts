/** The items of a flag that is a list, as Kubernetes splits it: "A,B" → A and B. */
export const listItems = (value: string): readonly string[] =>
  value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
