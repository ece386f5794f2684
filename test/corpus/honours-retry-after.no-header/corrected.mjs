// Gives up a budget that is used up, since no header says when it is there again.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Name a bush.' }] });

const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
const answer = await response.json();
if (answer.error?.code === 'budget_limit_exceeded') throw new Error(answer.error.code);
if (!response.ok) throw new Error(answer.error.message);
console.log(answer.choices[0].message.content);
