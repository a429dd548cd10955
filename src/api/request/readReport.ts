// The body of a service's report: the same bounds and the same decoding as for its answer to a call.
import type { Context } from 'koa';
import { decodeBody, firstBytes, type DecodedBody } from '../../answers/decodeBody.ts';
import { MAX_ANSWER_BYTES } from '../../answers/limits.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { hideSecrets } from '../../services/serviceAddress.ts';

/**
 * Without the attempt's token, should the service quote it.
 *
 * @throws SchedulerError INVALID_JSON when the caller hung up before the end
 */
export async function readReport({ req }: Pick<Context, 'req'>): Promise<DecodedBody> {
  const { bytes, whole, failure } = await firstBytes(req, MAX_ANSWER_BYTES);
  if (failure !== undefined) {
    throw new SchedulerError('INVALID_JSON', 'the body ended early; send it again', {
      cause: failure,
    });
  }
  // Unread, the rest would block the connection for the caller's next request; requestTimeout bounds it.
  if (!whole) req.resume();
  const body = await decodeBody({
    bytes,
    whole,
    contentEncoding: req.headers['content-encoding'],
    contentType: req.headers['content-type'],
  });
  return { ...body, text: hideSecrets(body.text, [String(req.headers['x-scheduler-callback-token'])]) };
}
