// What holds for every route: the beginning of the reference, in Markdown.

export const INTRODUCTION = `
**JSON** in, JSON out. A body may have up to 256 KiB (a report 1 MiB), and may be absent or empty where nothing in it is required.

**Instants** are ISO 8601 in UTC, durations are in ms unless the name ends in \`Seconds\`.

**Errors** are \`{error, code, message, requestId, details?}\`. Branch on \`code\`; [errors](errors.md) lists them. Each route below names its own codes; every route may also answer the [general ones](errors.md#every-route).

**Warnings** are \`[{code, message, field?, dates?}]\`: what was accepted but may surprise. See [warnings](errors.md#warnings).

**Unknown fields** of a registration, a change, a trigger or a report are ignored and named in \`warnings\`. \`PATCH\`, the preview, cancel, re-run, backfill, bulk and services refuse them.

**Credentials.** \`Authorization: Bearer <token>\`; [permissions](permissions.md) says who may do what. Without credentials set, as in \`npm run dev\`, none are needed.

**Who and why.** Every change takes \`userId\` (up to 200 characters: [on whose behalf](permissions.md#in-the-audit); null and \`""\` count as absent) and \`reason\` (up to 1,000 characters). They are not repeated below.

**\`schedule\`** in an answer is \`applied\` once Temporal holds the change. It is \`pending\` while Temporal does not answer: the change is stored and takes effect when Temporal is back.

**Request ids.** Every answer carries \`X-Request-Id\`: the caller's own, if it sent one.

**Versions.** A job's \`version\` is the \`ETag\` of answers about it. A change with \`If-Match: "12"\` is made only at that version; otherwise 409 \`VERSION_CONFLICT\`, with the current \`job\` in \`details\`.

**Idempotency.** A trigger, re-run or backfill with an \`Idempotency-Key\` (up to 255 visible ASCII characters) is made once. A repeat waits for and answers the same execution or backfill. The same key with another body is 422 \`IDEMPOTENCY_KEY_REUSED\`.

**Lists.** A page ends after 2 MB at the latest, and has a cursor for the next one where there is more. Filters such as \`status=failed&status=missed\` may be repeated up to 100 times.

**Deleted jobs.** History, statistics and events of a deleted job can still be read; a name that was never registered is 404.

**Other.** Answers are compressed if the caller accepts it, and GET answers carry an \`ETag\` for \`If-None-Match\`.
`.trim();
