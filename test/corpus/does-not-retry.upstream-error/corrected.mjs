// Reads X-Gateway-Error-Category before it asks again; the SDK's own retries are off.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });

async function complete(body, attempts = 3) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.chat.completions.create(body);
    } catch (error) {
      const category = error.headers?.get('x-gateway-error-category');
      if (category !== 'platform_error' || attempt + 1 === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}

try {
  const answer = await complete({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Suggest a name for a cat.' }],
  });
  console.log(answer.choices[0].message.content);
} catch (error) {
  console.error(`no answer: ${error.message}`);
  process.exit(1);
}
