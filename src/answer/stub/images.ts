import type { StubHandler } from './handler.ts';
import { createdAlways, reply } from './reply.ts';

/** One transparent pixel as PNG. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Maximum of `n` in the API reference of OpenAI. */
const maxImages = 10;

/** Assumed: the `url` form is a `data:` URL, so that a client that fetches it needs no network. */
export const images: StubHandler = {
  modelKind: 'image',

  answer({ body, route }, run) {
    const { n, response_format: format } = body;
    const asked = route.honoursN && typeof n === 'number' && Number.isInteger(n) ? n : 1;
    const image = format === 'b64_json' ? { b64_json: pixel } : { url: `data:image/png;base64,${pixel}` };
    const data = Array.from({ length: Math.min(Math.max(asked, 1), maxImages) }, () => image);
    return reply(run, { created: createdAlways, data });
  },
};
