// Eight equal jobs, at most two at a time; a job keeps its place while it waits.
import { ask, chat, limited, post, report } from '../lib.mjs';

report(...(await limited(8, 2, () => ask(() => post(chat('Classify this ticket.'))))));
