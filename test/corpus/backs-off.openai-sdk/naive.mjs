// Leaves the retries to the SDK, whose first wait is at most half a second.
import OpenAI from 'openai';

const client = new OpenAI();

async function capital(country) {
  const answer = await client.chat.completions.create({
    model: 'Omniva/Kimi-K2.6',
    messages: [{ role: 'user', content: `What is the capital of ${country}?` }],
  });
  return answer.choices[0].message.content;
}

for (const text of await Promise.all(['Peru', 'Chad', 'Laos', 'Malta'].map(capital))) console.log(text);
