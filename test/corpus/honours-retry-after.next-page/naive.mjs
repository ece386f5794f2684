// Reads a list page by page, and asks for a refused page again after a fifth of a second.
import { setTimeout as sleep } from 'node:timers/promises';

const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}` };

async function pageAfter(last) {
  const url = `${process.env.OPENAI_BASE_URL}/files?${new URLSearchParams({ after: last, limit: '2' })}`;
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
    const answer = await response.json();
    if (response.ok) return answer;
    if (response.status !== 429 || attempt === 4) throw new Error(answer.error.message);
    await sleep(200);
  }
}

let page = await pageAfter('');
for (let pages = 1; page.has_more && pages < 9; pages++) {
  for (const { id } of page.data) console.log(id);
  page = await pageAfter(page.data.at(-1).id);
}
for (const { id } of page.data) console.log(id);
