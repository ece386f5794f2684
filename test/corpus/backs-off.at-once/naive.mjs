// Asks again at once, however often that has failed.
async function ask(content) {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    const category = response.headers.get('x-gateway-error-category');
    if (category !== 'platform_error' || attempt === 4) throw new Error(answer.error.message);
  }
}

const spices = ['anise', 'cumin', 'mace', 'saffron', 'sumac'];
for (const spice of spices) {
  const answer = await ask(`Where does ${spice} grow?`).catch((error) => `failed: ${error.message}`);
  console.log(answer);
  if (answer.startsWith('failed')) process.exitCode = 1;
}
