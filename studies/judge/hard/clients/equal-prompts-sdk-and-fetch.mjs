// Two workers with the openai SDK and two with fetch ask the same within half a second; all keep Retry-After.
import OpenAI from 'openai';
import { ask, chat, post, report, workers } from '../lib.mjs';

const client = new OpenAI();
const body = chat('Rate this answer from 1 to 5.');
const bySdk = () => client.chat.completions.create(body).then((answer) => console.log(answer.choices.length));
const byFetch = () => ask(() => post(body));
const answers = await workers(4, 120, (index) => (index % 2 === 0 ? bySdk() : byFetch()));
report(...answers.filter((answer) => answer !== undefined));
