// Switches the SDK's retries off and waits as the gateway asks: 1 s, doubling, each ±50 %, at most 30 s.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });

async function patiently(call, attempts = 4) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (error.status < 500 && ![408, 429].includes(error.status)) throw error;
      if (attempt + 1 === attempts) throw error;
      const told = Number(error.headers?.get('retry-after') ?? 0) * 1_000;
      const own = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random());
      const wait = told || own;
      if (wait > 60_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function capital(country) {
  const answer = await patiently(() =>
    client.chat.completions.create({
      model: 'Omniva/Kimi-K2.6',
      messages: [{ role: 'user', content: `What is the capital of ${country}?` }],
    }),
  );
  return answer.choices[0].message.content;
}

for (const text of await Promise.all(['Peru', 'Chad', 'Laos', 'Malta'].map(capital))) console.log(text);
