import pRetry from 'p-retry';
import { headers, print, question, url } from './lib.mjs';

async function ask() {
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(question) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return await answer.json();
}

print(await pRetry(ask, { retries: 5 }));
