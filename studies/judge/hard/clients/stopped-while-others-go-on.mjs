// Three users ask the same; the one who came second presses stop after a second, the others wait.
import { chat, report, stream, workers } from '../lib.mjs';

const signals = [undefined, AbortSignal.timeout(1_100), undefined];
const send = (signal) => stream(chat('Tell a tale.'), { signal }).catch(() => {});
const answers = await workers(3, 100, (index) => send(signals[index]));
report(...answers.filter((answer) => answer !== undefined));
