// A list of the store, page by page.

/** Fetches each page when the one before has been processed. */
export async function* pages<Args extends object, Page extends { nextCursor: string | null }>(
  list: (args: Args & { cursor?: string | undefined }) => Promise<Page>,
  args: Args,
): AsyncGenerator<Omit<Page, 'nextCursor'>> {
  let cursor: string | undefined;
  do {
    const page = await list({ ...args, cursor });
    yield page;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
