// Three workers ask the same 150 ms apart through the openai SDK as it is, which keeps Retry-After.
import OpenAI from 'openai';
import { chat, workers } from '../lib.mjs';

const client = new OpenAI();
const body = chat('Rate this answer from 1 to 5.');
const answers = await workers(3, 150, () => client.chat.completions.create(body));
for (const { choices } of answers) console.log(choices[0].message.content);
