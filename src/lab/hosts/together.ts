/** In parallel; when one fails the others finish first, so that nothing runs on afterwards. */
export const together = async (works: readonly Promise<void>[]): Promise<void> => {
  for (const outcome of await Promise.allSettled(works)) if (outcome.status === 'rejected') throw outcome.reason;
};
