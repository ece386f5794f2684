// Asks for a stream that was cut once more, without streaming.
import { ask, chat, post, report, stream } from '../lib.mjs';

const body = chat('Tell a tale of a harbour.');
report(await ask((n) => (n === 0 ? stream(body) : post(body))));
