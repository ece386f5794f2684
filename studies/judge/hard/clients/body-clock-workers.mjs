// Four workers whose prompts have the time of day, begun within half a second; all keep the contract.
import { ask, chat, post, report, workers } from '../lib.mjs';

const body = () => chat(`It is ${new Date().toISOString()}. What is next?`);
report(...(await workers(4, 150, () => ask(() => post(body())))));
