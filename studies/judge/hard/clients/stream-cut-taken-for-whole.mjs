// Prints what came of a stream, whether it was whole or not, and ends with 0.
import { chat, stream } from '../lib.mjs';

const { text } = await stream(chat('Tell a tale of a harbour.'));
console.log(text);
