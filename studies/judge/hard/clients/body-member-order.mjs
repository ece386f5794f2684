// A serializer without an order writes the members of each attempt in another one.
import { ask, chat, post, report } from '../lib.mjs';

const members = Object.entries(chat('What is next?', { temperature: 0.2, max_tokens: 100 }));
const turned = (n) => [...members.slice(n % members.length), ...members.slice(0, n % members.length)];
report(await ask((n) => post(Object.fromEntries(turned(n)))));
