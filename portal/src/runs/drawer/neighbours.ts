// The runs of a job before and after one, in the order of its history: by when they were due, then by id.
interface Asked {
  /** Due at `historyTime` of the run or later, newest first: the run itself is among them unless there are too many. */
  sinceThen: readonly { id: string }[] | undefined;
  /** Due before it, newest first. */
  earlier: readonly { id: string }[] | undefined;
}

export function neighboursOf(executionId: string, { sinceThen, earlier }: Asked) {
  if (sinceThen === undefined) return { before: undefined, after: undefined };
  const index = sinceThen.findIndex(({ id }) => id === executionId);
  return {
    before: (index === -1 ? undefined : sinceThen[index + 1]?.id) ?? earlier?.[0]?.id,
    after: index === -1 ? undefined : sinceThen[index - 1]?.id,
  };
}
