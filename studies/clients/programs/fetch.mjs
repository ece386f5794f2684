import { headers, print, question, url } from './lib.mjs';

const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(question) });
if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
print(await answer.json());
