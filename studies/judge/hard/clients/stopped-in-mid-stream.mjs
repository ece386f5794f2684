// Its user presses stop when the first words are there; nothing is asked again.
import { chat, stream } from '../lib.mjs';

const stop = new AbortController();
const onText = (text) => text.length > 10 && stop.abort();
const { name } = await stream(chat('Tell a tale.'), { signal: stop.signal, onText }).catch((error) => error);
console.log('stopped by the user');
process.exitCode = name === 'AbortError' ? 0 : 1;
