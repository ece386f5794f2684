// Its user presses stop when the first words are there, and at once asks the same anew.
import { chat, report, stream } from '../lib.mjs';

const stop = new AbortController();
const onText = (text) => text.length > 10 && stop.abort();
await stream(chat('Tell a tale.'), { signal: stop.signal, onText }).catch(() => {});
report(await stream(chat('Tell a tale.')));
