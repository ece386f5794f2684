// Reads Retry-After as seconds and as a date.
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
    const told = response.headers.get('retry-after') ?? '1';
    const wait = /^\d+$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - Date.now();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  throw new Error('no answer after 3 attempts');
}

console.log(await ask('Name a cheese.'));
