// Its user presses stop after 1.5 s, before there is any text; nothing is asked again.
import { chat, stream } from '../lib.mjs';

const { name, text } = await stream(chat('Tell a tale.'), { signal: AbortSignal.timeout(1_500) }).catch(
  (error) => error,
);
console.log(text ?? 'stopped by the user');
process.exitCode = text !== undefined || name === 'TimeoutError' ? 0 : 1;
