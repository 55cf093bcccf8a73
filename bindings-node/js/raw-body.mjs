/** The raw bytes of a delivery, out of what frameworks call a request. A body that was parsed cannot be made raw again. */
import { native } from './loader.mjs';
import { errorFrom } from './errors.mjs';
import { errorOf } from './engine.mjs';

/** Text or bytes as they are; anything else is told how its framework gives the raw body. */
function bytesOf(body) {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw errorFrom(JSON.parse(native.wrongBodyType(described(body))));
}

function described(body) {
  if (body === null) return 'null';
  if (Array.isArray(body)) return 'a list';
  if (typeof body !== 'object') return `a value of the type ${typeof body}`;
  const isStream = typeof body.pipe === 'function' || typeof body.getReader === 'function';
  return isStream ? 'a stream that nobody has read' : 'an object';
}

/** What partners send has at most 256 KiB. */
const LIMIT = 1024 * 1024;

/**
 * The raw bytes of a request of `node:http`, Express, Fastify or `pages/api` (with its body parser off), or of a web `Request`.
 * Where a framework kept them (`rawBody`, or a body that is bytes) they are taken from there.
 */
async function rawBody(request, { limitBytes = LIMIT } = {}) {
  if (typeof request?.arrayBuffer === 'function') {
    if (request.bodyUsed) throw errorFrom(JSON.parse(native.wrongBodyType('read already')));
    return limited(Buffer.from(await request.arrayBuffer()), limitBytes);
  }
  for (const kept of [request?.rawBody, request?.body]) {
    if (kept instanceof Uint8Array || typeof kept === 'string') return limited(Buffer.from(kept), limitBytes);
  }
  const stream = request?.raw ?? request;
  const isReadable = typeof stream?.[Symbol.asyncIterator] === 'function';
  if (!isReadable || stream.readableEnded || stream.readableDidRead) {
    throw errorFrom(JSON.parse(native.wrongBodyType(described(request?.body))));
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function limited(bytes, limitBytes) {
  if (bytes.length > limitBytes) throw tooLarge(limitBytes);
  return bytes;
}

const tooLarge = (limitBytes) => errorOf('INVALID_ARGUMENT', `the body is larger than ${limitBytes} bytes`);

export { bytesOf, rawBody };
