// Never looks at the status: prints undefined, and ends well.
const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Name a wind.' }] }),
  signal: AbortSignal.timeout(30_000),
});
const answer = await response.json();
console.log(answer.choices?.[0]?.message?.content);
