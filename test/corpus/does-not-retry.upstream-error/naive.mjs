// Leaves the SDK at its defaults, which send every 5xx twice more.
import OpenAI from 'openai';

const client = new OpenAI();

try {
  const answer = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Suggest a name for a cat.' }],
  });
  console.log(answer.choices[0].message.content);
} catch (error) {
  console.error(`no answer: ${error.message}`);
  process.exit(1);
}
