// Decodes an HTTP body by its Content-Encoding and charset: as much text as can be read, and the problem if there was one.
import { Readable, type Transform } from 'node:stream';
import { TextDecoder } from 'node:util';
import zlib from 'node:zlib';
import { quote } from './cutText.ts';
import { MAX_ANSWER_BYTES } from './limits.ts';

/** The body as sent; `whole` is false when its end did not arrive or was not read. */
export interface SentBody {
  bytes: Buffer;
  whole: boolean;
  contentEncoding?: string | undefined;
  contentType?: string | undefined;
}

export interface DecodedBody {
  text: string;
  whole: boolean;
  /** Why the text may be unreadable: for the message when it cannot be used. */
  problem?: string;
}

/** No server has a reason to nest more codings. */
const MAX_CODINGS = 3;
/** A truncated body is decoded as far as possible. */
const partial = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const partialBrotli = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

const DECODERS: Record<string, (bytes: Buffer) => Transform> = {
  gzip: () => zlib.createGunzip(partial),
  'x-gzip': () => zlib.createGunzip(partial),
  // Many servers send a raw stream as "deflate"; a zlib header has 8 in its lower four bits.
  deflate: (bytes) =>
    (bytes[0] ?? 0) % 16 === 8 ? zlib.createInflate(partial) : zlib.createInflateRaw(partial),
  br: () => zlib.createBrotliDecompress(partialBrotli),
  zstd: () => zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_flush }),
};

export async function decodeBody({ bytes, whole, ...named }: SentBody): Promise<DecodedBody> {
  const codings = (named.contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .toReversed();
  let body = { bytes, whole };
  for (const [index, coding] of codings.entries()) {
    const decoder = index < MAX_CODINGS && Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (!decoder) {
      const problem = `its Content-Encoding "${quote(named.contentEncoding ?? '', 40)}" is not supported; send it without`;
      return { text: '', whole: body.whole, problem };
    }
    const decoded = await decodedStart(body.bytes, decoder);
    if (decoded.failed && body.whole) {
      return {
        text: '',
        whole: false,
        problem: `it is not valid ${coding}, which its Content-Encoding names`,
      };
    }
    body = { bytes: decoded.bytes, whole: body.whole && decoded.whole };
  }
  return { ...textOf(body.bytes, named.contentType), whole: body.whole };
}

async function decodedStart(
  bytes: Buffer,
  decoder: (bytes: Buffer) => Transform,
): Promise<{ bytes: Buffer; whole: boolean; failed: boolean }> {
  const start = await firstBytes(Readable.from([bytes]).pipe(decoder(bytes)), MAX_ANSWER_BYTES);
  return { ...start, failed: start.failure !== undefined };
}

/** A body up to `max` bytes: all of it, or what came before the limit or a failure. Leaves the stream open. */
export async function firstBytes(
  stream: Readable,
  max: number,
): Promise<{ bytes: Buffer; whole: boolean; failure?: unknown }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > max) return { bytes: Buffer.concat(chunks).subarray(0, max), whole: false };
    }
    return { bytes: Buffer.concat(chunks), whole: true };
  } catch (failure) {
    return { bytes: Buffer.concat(chunks), whole: false, failure };
  }
}

/** A byte order mark is dropped; bytes that are not text become the replacement character. */
function textOf(bytes: Buffer, contentType = ''): { text: string; problem?: string } {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  const decoder = decoderOf(charset);
  if (decoder) return { text: decoder.decode(bytes) };
  const problem = `its charset "${quote(charset, 40)}" is not supported, so it was read as UTF-8; send it as UTF-8`;
  return { text: new TextDecoder().decode(bytes), problem };
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
