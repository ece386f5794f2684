// Keeps the key that it has read when it began, and tries it again and again.
const { OPENAI_BASE_URL } = process.env;

const readKey = () => 'sk-old-0123456789abcdef01';
const key = readKey();

async function ask(content) {
  for (let attempt = 0; attempt < 4; attempt++) {
    const response = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    console.error(`${response.status}: ${answer.error?.message}`);
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
  }
  throw new Error('no answer');
}

console.log(await ask('Name a gate.'));
