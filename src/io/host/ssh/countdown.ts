/** Calls `late` after `ms`, not counting the time while a person is asked. */
export const countdown = (ms: number, late: () => void) => {
  let timer = setTimeout(late, ms);
  let stopped = false;
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
  };
  const pausedFor = async <T>(answer: Promise<T>): Promise<T> => {
    clearTimeout(timer);
    try {
      return await answer;
    } finally {
      if (!stopped) timer = setTimeout(late, ms);
    }
  };
  return {stop, pausedFor};
};
